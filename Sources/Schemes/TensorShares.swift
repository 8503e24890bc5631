import Cluster
import Models
import Tensors

/// What each device computes of a block whose heads and hidden units are
/// split.
public struct TensorShares {
  private let heads: [HeadShare]
  private let units: [Range<Int>]
  private let splitsHeads: Bool

  /// The shares of `tensor-parallel`, whose loads `options` may name.
  ///
  /// - Throws: ``Models/ModelError/option(_:value:expected:)`` for loads that
  ///   are none.
  public init(of shape: ModelShape, devices: Int, options: SchemeOptions) throws
  {
    self.init(
      of: shape, devices: devices,
      loads: try options.numbers(
        "\(TensorParallel.name).loads", devices: devices, least: 0))
  }

  /// Equal shares, as far as heads and units go.
  ///
  /// - Parameter loads: how much of the work each device takes, in any unit;
  ///   rounded to whole key-value heads and hidden units, at least one of each.
  init(of shape: ModelShape, devices: Int, loads: [Double]? = nil) {
    func split(_ count: Int) -> [Range<Int>] {
      loads.map { partition(count, by: $0) }
        ?? partition(count, into: devices)
    }
    // One head cannot be split: who computes attention computes all of it.
    splitsHeads = shape.heads > 1
    heads =
      splitsHeads
      ? split(shape.keyValueHeads).map {
        HeadShare(keyValueHeads: $0, of: shape)
      }
      : Array(repeating: HeadShare(allOf: shape), count: devices)
    units = split(shape.hidden)
  }

  /// The share of a block's weights that each device holds, biases and norms
  /// not counted.
  public func loads(of shape: ModelShape) -> [Double] {
    let width = Double(shape.width)
    let head = Double(shape.headSize)
    let attention = heads.map {
      2 * width * head * Double($0.heads.count + $0.keyValueHeads.count)
    }
    let matrices = shape.feedForward == .swiglu ? 3.0 : 2
    let feedForward = units.map { matrices * width * Double($0.count) }
    let all = zip(attention, feedForward).map(+)
    let sum = all.reduce(0, +)
    return all.map { $0 / sum }
  }

  /// Whether devices compute parts of `step` that have to be added.
  func splits(_ step: Block.Step) -> Bool {
    step.half == .feedForward || splitsHeads
  }

  /// The heads of `device`.
  func heads(of device: Device) -> HeadShare { heads[device.index] }

  /// The hidden units of `device`.
  func units(of device: Device) -> Range<Int> { units[device.index] }

  /// All of `block` on all devices, each with its share of it.
  func run(
    _ block: Block, on hidden: Sharded, in pass: Pass, on cluster: Cluster
  ) throws -> Sharded {
    try block.steps.reduce(hidden) { x, step in
      try cluster.within(step.half.part, of: block.index) {
        let parts = try cluster.map {
          try part(
            of: block, step, entering: block.entering(x[$0], step), in: pass,
            on: $0)
        }
        let sums = splits(step) ? try cluster.allReduce(parts) : parts
        return try cluster.map {
          try block.joined(x[$0], sums[$0], step, of: hidden[$0], in: pass)
        }
      }
    }
  }

  /// The part of `device`.
  func part(
    of block: Block, _ step: Block.Step, entering x: Block.Intake,
    in pass: Pass, on device: Device
  ) throws -> Tensor {
    switch step.half {
    case .attention:
      try block.attention(
        entering: x, heads: heads[device.index], in: pass, device: device.index)
    case .feedForward:
      try block.feedForward(
        entering: x, units: units[device.index], step: step)
    }
  }
}

extension Block.Half {
  /// The half in traces, for `Cluster.within(_:of:_:)`.
  public var part: Trace.Part { self == .attention ? .attention : .feedForward }
}
