import Cluster
import Models
import Schemes
import Tensors
import TestSupport

@testable import Platforms

/// One pass on Siracusa chips, as `simulate` would make it.
struct Chips {
  var model = "tinyllama-42m-block"
  var scheme = "tensor-parallel"
  var devices = 1
  var tokens = 1
  var context = 127
  var collective = AllReduceAlgorithm.tree(group: 4)
  var messages = ElementFormat.int8
  /// Changes to the platform.
  var change: (inout Platform) -> Void = { _ in }

  /// Cycles a second in what follows.
  static let clock = 500e6

  func trace() throws -> Trace {
    let file = try ModelFile(file: modelFile(model))
    var options = ClusterOptions()
    options.formats = ElementFormats(
      weights: .int8, activations: .int8, messages: messages)
    options.allReduce = collective
    options.repeats = file.repeats
    let cluster = try Cluster(devices: devices, options: options)
    let memory =
      file.shape.keepsKeys ? DecodingMemory(length: context) : nil
    guard let scheme = Schemes.scheme(named: scheme) else {
      throw Missing(name: scheme)
    }
    _ = try scheme.forward(
      file.shape.blankPass(count: tokens, memory: memory),
      through: Transformer(shapesOnly: file.shape), on: cluster)
    return cluster.trace
  }

  struct Missing: Error { let name: String }

  func costs(_ accounting: String = "paper") throws -> Costs {
    var platform = try Platform(named: "siracusa-mipi")
    change(&platform)
    return try Costs(of: trace(), on: platform, accounting: accounting)
  }

  /// Clock cycles of the pass.
  func cycles(_ accounting: String = "paper") throws -> Double {
    try costs(accounting).timeline.latency.value * Self.clock
  }
}

extension Costs {
  /// Energy of all devices.
  var joules: Double { energy.reduce(0) { $0 + $1.total.value } }
}
