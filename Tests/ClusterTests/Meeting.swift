import Cluster
import Tensors
import TestSupport

/// Devices that each hold a random tensor of one shape.
struct Meeting {
  let cluster: Cluster
  let parts: Sharded
  /// The values of each device.
  let values: [[Float]]

  init(
    devices: Int, shape: Shape, seed: UInt64,
    options: ClusterOptions = .init()
  ) throws {
    try self.init(
      shapes: [Shape](repeating: shape, count: devices), seed: seed,
      options: options)
  }

  init(shapes: [Shape], seed: UInt64, options: ClusterOptions = .init()) throws
  {
    var random = RandomStream(seed: seed)
    cluster = try Cluster(devices: shapes.count, options: options)
    let made = try shapes.map { try random.tensor($0) }
    values = try made.map { try $0.values() }
    parts = Sharded(
      zip(made, cluster.devices).map { $0.placed(at: $1, handle: .none) })
  }

  /// The sum over all devices in double precision.
  var sum: [Double] {
    values[0].indices.map { i in values.reduce(0) { $0 + Double($1[i]) } }
  }
}

extension Trace {
  /// The operations that send.
  var sends: [Operation] { operations.filter(\.isMessage) }

  /// Bytes that `device` sends, each receiver served alone.
  func sentBytes(by device: Int) -> Int {
    sends.filter { Int($0.device) == device }.reduce(0) { sum, operation in
      let range = deliveries(of: messages[Int(operation.message)])
      return sum + deliveries[range].reduce(0) { $0 + $1.sentBytes }
    }
  }
}
