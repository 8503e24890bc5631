import Cluster
import Models
import Tensors

/// Tensor parallelism after Megatron (Shoeybi et al., arXiv:1909.08053).
///
/// Heads and hidden units are split, so that each device holds 1/D of every
/// block; two all-reduces a block add up the partial sums. Every device
/// embeds for itself; the root computes the head.
public struct TensorParallel: Scheme {
  /// `tensor-parallel`.
  public static let name = "tensor-parallel"
  /// One line about it.
  public static let summary =
    "heads and hidden units split, two all-reduces a block (Megatron)"

  /// The scheme.
  public init() {}

  /// At most one device a key-value head.
  public func check(_ model: ModelShape, devices: Int) throws {
    let limit = min(model.keyValueHeads, model.hidden)
    guard devices <= limit else {
      throw ModelError.split(
        scheme: Self.name, model: model.name, devices: devices, limit: limit,
        part: "key-value heads")
    }
  }

  /// Runs all blocks on all devices, each with its share.
  public func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    let count = cluster.devices.count
    try check(model.shape, devices: count)
    let heads = partition(model.shape.keyValueHeads, into: count).map {
      HeadShare(keyValueHeads: $0, of: model.shape)
    }
    let units = partition(model.shape.hidden, into: count)
    let ready = cluster.announce(tokens: pass.count)
    var x = try cluster.map { try model.embed(pass, ready: ready[$0]) }
    for block in model.blocks {
      let attended = try cluster.map {
        try block.attention(
          x[$0], heads: heads[$0.index], in: pass, device: $0.index)
      }
      x = try x + cluster.allReduce(attended)
      let hidden = try cluster.map {
        try block.feedForward(x[$0], units: units[$0.index])
      }
      x = try x + cluster.allReduce(hidden)
    }
    return try cluster.observe([
      model.head(x[cluster.root].rows(pass.scored))
    ])
  }
}
