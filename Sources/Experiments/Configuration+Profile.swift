import Cluster
import Models
import Platforms
import Schemes

/// What ``EdgeShard`` is told of a platform where settings do not say it, as
/// profiling would before a plan is made (arXiv:2405.14371).
extension Configuration {
  /// `options` with speeds of devices, room for blocks and the time of a
  /// hand-off beside a block's.
  ///
  /// - Throws: what costing throws.
  func profiled(_ options: SchemeOptions) throws -> SchemeOptions {
    var options = options
    func set(_ name: String, _ value: () throws -> SchemeOptions.Value?) throws
    {
      let full = "\(EdgeShard.name).\(name)"
      if options[full] == nil { options[full] = try value() }
    }
    try set("speeds") {
      .word(Self.list(platform.speeds(devices: devices)))
    }
    let block = try BlockProfile(self)
    try set("hand_off") { block.handOff.map(SchemeOptions.Value.real) }
    let room = block.room(platform, devices: devices)
    // Where no plan fits, costs tell what does not.
    try set("room") {
      room.reduce(0, +) >= Double(model.shape.blocks)
        ? .word(Self.list(room)) : nil
    }
    return options
  }

  private static func list(_ numbers: [Double]) -> String {
    numbers.map { "\($0)" }.joined(separator: ", ")
  }
}

/// What one block more takes on a device of speed 1, and what is there besides
/// blocks.
private struct BlockProfile {
  private let seconds: Double
  private let handOffSeconds: Double
  private let block: Held
  private let rest: Held

  /// Bytes on one device.
  private struct Held {
    var weights: Int
    var activations: Int

    static func - (a: Held, b: Held) -> Held {
      Held(
        weights: a.weights - b.weights,
        activations: a.activations - b.activations)
    }
  }

  /// From passes of one block and of two, on one device and on two.
  init(_ configuration: Configuration) throws {
    var platform = configuration.platform
    platform.speeds = .equal
    platform.memoryShares = .equal
    func costs(_ scheme: any Scheme, blocks: Int, devices: Int) throws -> Costs
    {
      var shape = configuration.model.shape
      shape.blocks = blocks
      return try Costs(
        of: configuration.trace(of: scheme, through: shape, devices: devices),
        on: platform, accounting: configuration.accounting, mustFit: false)
    }
    func held(_ costs: Costs) -> Held {
      Held(
        weights: costs.memory.weightBytes[0],
        activations: costs.memory.ramPeakBytes[0])
    }
    let one = try costs(Single(), blocks: 1, devices: 1)
    let two = try costs(Single(), blocks: 2, devices: 1)
    let split = try costs(Pipeline(), blocks: 2, devices: 2)
    seconds = (two.timeline.latency - one.timeline.latency).value
    handOffSeconds = (split.timeline.latency - two.timeline.latency).value
    block = held(two) - held(one)
    rest = held(one) - block
  }

  /// The time of a hand-off in blocks; `nil` where blocks take none.
  var handOff: Double? {
    seconds > 0 ? min(1e6, max(0, handOffSeconds) / seconds) : nil
  }

  /// Blocks that each device has room for besides embedding and head, which
  /// any of them may have to hold.
  func room(_ platform: Platform, devices: Int) -> [Double] {
    let isReserved = platform.reservesMemory
    let memory = platform.memoryBytes(
      devices: devices, for: isReserved ? .weights : nil)
    let each = block.weights + (isReserved ? 0 : block.activations)
    let besides = rest.weights + (isReserved ? 0 : rest.activations)
    return memory.map { bytes in
      let blocks = (bytes - Double(besides)) / Double(max(1, each))
      return min(1e9, max(0, blocks.rounded(.down)))
    }
  }
}
