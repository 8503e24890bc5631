import Cluster
import Documents
import Tensors
import TestSupport

@testable import Platforms

/// A small platform whose numbers are easy to reckon with: 1 Gstep/s, 1 µs an
/// operation, memory of 1 GB/s, links of 8 Mbit/s (1 µs a byte) and 50 µs.
struct Bench {
  var kind = NetworkModel.Kind.pointToPoint
  var rate = 1e9
  var overhead = 1e-6
  var memory = 1e9
  var bandwidth = 8e6
  var latency = 50e-6
  var header = 0.0
  var packet = 100.0
  var linkEnergy = 1e-9
  var memoryEnergy = 2e-9
  var waiting = true
  var control = true
  var exchanges = Platform.Exchanges.eachMessage
  var staging: Double?

  var platform: Platform {
    func constant<Tag>(_ value: Double) -> Constant<Tag> {
      Constant(Quantity(value), .assumed, source: "test")
    }
    var network = NetworkModel(
      kind: kind, bandwidth: constant(bandwidth), latency: constant(latency),
      header: constant(header), packet: constant(packet),
      energy: constant(linkEnergy), retries: 0)
    network.staging = staging.map(constant)
    let device = DeviceModel(
      name: "bench", arithmetic: .rates(.init(constant(rate))),
      overheads: .init(constant(overhead)),
      memory: [
        .init(
          name: "RAM", size: constant(1e9), bandwidth: constant(memory),
          energy: constant(memoryEnergy))
      ],
      power: .init(
        active: constant(4), wait: constant(1), transmit: constant(2),
        receive: constant(0.5)))
    return Platform(
      name: "bench", summary: "", device: device,
      accountings: [
        .init(
          name: "paper", network: network, countsControl: control,
          countsWaiting: waiting, exchanges: exchanges)
      ],
      defaults: .init(
        weights: .fp32, activations: .fp32, messages: .fp32,
        allReduce: "ring"))
  }

  func costs(_ trace: Trace) throws -> Costs {
    try Costs(of: trace, on: platform, accounting: "paper")
  }
}

extension NetworkModel.Kind {
  /// Those on which each message has a time of its own.
  static let links = withLinks
}

extension Device {
  /// Computes for `steps` steps and returns `elements` elements; reads
  /// `inputs` and the weights it has.
  func work(_ steps: Int, _ inputs: [Tensor] = [], elements: Int = 0)
    -> Tensor
  {
    let operands = inputs.map { Operand($0.handle, $0.shape.count) }
    let handle = record(
      Work(.matrixMatrix, macs: steps), operands, elements: elements)
    return Tensor(Shape(elements), at: self, handle: handle)
  }
}

extension Platform {
  /// What a cluster uses on this platform.
  func options() -> ClusterOptions {
    var options = ClusterOptions()
    options.formats = ElementFormats(
      weights: defaults.weights, activations: defaults.activations,
      messages: defaults.messages)
    if let algorithm = AllReduceAlgorithm(defaults.allReduce, group: 4) {
      options.allReduce = algorithm
    }
    return options
  }

  /// The platforms in experiments/platforms.
  static let names = [
    "raspberry-pi-4b-ethernet", "raspberry-pi-5-ethernet",
    "laptop-1660ti-wifi", "nrf52840-mixer", "siracusa-mipi",
    "astra-llama-testbed-wifi", "jetson-orin-nano-wifi",
    "aircomp-edge-server",
  ]

  init(named name: String) throws {
    try self.init(file: platformFile(name))
  }
}

func isClose(_ a: Double, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
  abs(a - b) <= tolerance * max(abs(a), abs(b))
}
