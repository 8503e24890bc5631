import Cluster
import Models
import Schemes
import Tensors

/// What is wrong with ``Flawed``.
enum Flaw: CaseIterable {
  case nothing, dropsMessage, wrongSum, forgetsPart, random, unrecorded
  case peeks, ignoresLoss, acceptsAll, badBatch, badCache, noGradient
}

/// Heads and hidden units split, with a flaw.
struct Flawed: Scheme {
  static let name = "flawed"
  static let summary = "a scheme of these tests"
  let flaw: Flaw

  func check(_ model: ModelShape, devices: Int) throws {
    let limit = min(model.keyValueHeads, model.hidden)
    guard devices <= limit || flaw == .acceptsAll else {
      throw ModelError.split(
        scheme: Self.name, model: model.name, devices: devices, limit: limit,
        part: "key-value heads")
    }
  }

  func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    let (shape, count) = (model.shape, cluster.devices.count)
    if flaw == .acceptsAll {
      try Flawed(flaw: .nothing).check(shape, devices: count)
    }
    var pass = pass
    if flaw == .badCache, pass.memory != nil { pass.position = 0 }
    let heads = partition(shape.keyValueHeads, into: count).map {
      HeadShare(keyValueHeads: $0, of: shape)
    }
    let units = partition(shape.hidden, into: count)
    let ready = cluster.share(pass, of: shape)
    var x = try cluster.map { try model.embedding(pass, ready: ready[$0]) }
    for block in model.blocks {
      let hidden = x
      for step in block.steps {
        x = try cluster.within(step.half.part, of: block.index) {
          let parts = try cluster.map { device in
            switch step.half {
            case .attention:
              try block.attention(
                x[device], heads: heads[device.index], in: pass,
                device: device.index)
            case .feedForward:
              try block.feedForward(
                x[device], units: units[device.index], step: step)
            }
          }
          let sums = try sum(parts, in: pass, on: cluster)
          return try cluster.map {
            try block.joined(x[$0], sums[$0], step, of: hidden[$0], in: pass)
          }
        }
      }
    }
    return try cluster.observe([model.tell(x[cluster.root], of: pass)])
  }

  /// The sum of all parts everywhere, but for the flaw.
  private func sum(_ parts: Sharded, in pass: Pass, on cluster: Cluster) throws
    -> Sharded
  {
    guard cluster.devices.count > 1 else { return parts }
    var parts = parts
    let last = cluster.devices[cluster.devices.count - 1]
    func all() throws -> Sharded { try cluster.allReduce(parts, by: .ring) }
    func scaled(_ factor: Float) throws -> Sharded {
      let sums = try all()
      return try cluster.map { try sums[$0].scaled(by: factor) }
    }
    /// Sums that no message brought.
    func secret() throws -> Sharded {
      let sum = try Tensor.sum(
        parts.parts.map { $0.placed(at: nil, handle: .none) })
      return cluster.map { sum.placed(at: $0, handle: .none) }
    }
    switch flaw {
    case .nothing, .acceptsAll, .badCache: return try all()
    case .dropsMessage:
      var sums = try all()
      sums[last] = parts[last]
      return sums
    case .wrongSum: return try scaled(1.01)
    case .forgetsPart:
      parts[last] = try parts[last].scaled(by: 0)
      return try all()
    case .random: return try scaled(1 + Float.random(in: 0...1e-5))
    case .unrecorded: return try secret()
    case .peeks:
      if parts[last].hasValues { _ = try all() }
      return try all()
    case .ignoresLoss:
      _ = try all()
      return try secret()
    case .badBatch: return try pass.batch == nil ? all() : scaled(1.1)
    case .noGradient:
      let sums = try all()
      return cluster.map { sums[$0].detached }
    }
  }
}
