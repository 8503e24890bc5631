import Cluster
import Models
import Tensors

/// Tensor parallelism after Megatron (Shoeybi et al., arXiv:1909.08053).
///
/// Heads and hidden units are split, so that each device holds 1/D of every
/// block; two all-reduces a block add up the partial sums. Where these end
/// everywhere (ring, full mesh), every device embeds, joins and norms for
/// itself. Where they come together at a root (star, tree), the root alone
/// does, and gives the others what they go on with: no weight lies twice
/// (Bochem et al., arXiv:2412.04372). The root computes the head. A model with
/// one head has only its hidden units split.
///
/// Feed-forward parts that stand one behind the other have an all-reduce each.
/// The bottlenecks of MobileBERT are not split, which would take further
/// exchanges: every device computes them from the hidden state that it has, or
/// with a root that alone. There the others get the hidden state too, for the
/// values.
public struct TensorParallel: Scheme {
  /// `tensor-parallel`.
  public static let name = "tensor-parallel"
  /// One line about it.
  public static let summary =
    "heads and hidden units split, two all-reduces a block (Megatron)"

  /// The scheme.
  public init() {}

  /// At most one device a key-value head, or a hidden unit where there is one
  /// head alone.
  public func check(_ model: ModelShape, devices: Int) throws {
    let limit =
      model.heads == 1 ? model.hidden : min(model.keyValueHeads, model.hidden)
    guard devices <= limit else {
      throw ModelError.split(
        scheme: Self.name, model: model.name, devices: devices, limit: limit,
        part: model.heads == 1 ? "hidden units" : "key-value heads")
    }
  }

  /// Runs all blocks on all devices, each with its share.
  public func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    let count = cluster.devices.count
    try check(model.shape, devices: count)
    let shares = TensorShares(of: model.shape, devices: count)
    if count > 1, let group = cluster.options.allReduce.group(of: count) {
      return try RootedTensorParallel(
        pass: pass, model: model, cluster: cluster, shares: shares, group: group
      ).run()
    }
    let ready = cluster.share(pass, of: model.shape)
    var x = try cluster.map { try model.embedding(pass, ready: ready[$0]) }
    for block in model.blocks {
      x = try shares.run(block, on: x, in: pass, on: cluster)
    }
    return try cluster.observe([model.tell(x[cluster.root], of: pass)])
  }
}

/// What each device computes of a block whose heads and hidden units are
/// split.
struct TensorShares {
  private let heads: [HeadShare]
  private let units: [Range<Int>]
  private let splitsHeads: Bool

  init(of shape: ModelShape, devices: Int) {
    // One head cannot be split: who computes attention computes all of it.
    splitsHeads = shape.heads > 1
    let all = HeadShare(allOf: shape)
    heads =
      splitsHeads
      ? partition(shape.keyValueHeads, into: devices).map {
        HeadShare(keyValueHeads: $0, of: shape)
      } : Array(repeating: all, count: devices)
    units = partition(shape.hidden, into: devices)
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
  /// The half in traces.
  var part: Trace.Part { self == .attention ? .attention : .feedForward }
}
