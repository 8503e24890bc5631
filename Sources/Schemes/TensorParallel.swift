import Cluster
import Models
import Tensors

/// Tensor parallelism after Megatron (Shoeybi et al., arXiv:1909.08053, section
/// 3).
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

  /// How the work is shared out.
  public static let settings = [
    SchemeSetting(
      "loads", .text,
      "how much of the work each device takes, such as '2, 1, 1', rounded to "
        + "whole heads and hidden units (all alike)", changesTraining: false)
  ]

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
    let shares = try TensorShares(
      of: model.shape, devices: count, options: cluster.options.scheme)
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
