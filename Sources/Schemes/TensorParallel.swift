import Cluster
import Models
import Tensors

/// Tensor parallelism after Megatron (Shoeybi et al., arXiv:1909.08053).
///
/// Heads and hidden units are split, so that each device holds 1/D of every
/// block; two all-reduces a block add up the partial sums. Every device
/// embeds for itself; the root computes the head. A model with one head has
/// its attention computed everywhere and only its hidden units split.
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
    // One head cannot be split: each device computes it, nothing is summed.
    let isSplit = model.shape.heads > 1
    let heads = (0..<count).map { device in
      HeadShare(
        keyValueHeads: isSplit
          ? partition(model.shape.keyValueHeads, into: count)[device] : 0..<1,
        of: model.shape)
    }
    let units = partition(model.shape.hidden, into: count)
    let ready = cluster.hand(pass)
    var x = try cluster.map { try model.embedding(pass, ready: ready[$0]) }
    for block in model.blocks {
      if block.has(.attention) {
        x = try cluster.within(.attention) {
          let attended = try cluster.map {
            try block.attention(
              x[$0], heads: heads[$0.index], in: pass, device: $0.index)
          }
          let sums = isSplit ? try cluster.allReduce(attended) : attended
          return try cluster.map {
            try block.joined(x[$0], sums[$0], .attention, in: pass)
          }
        }
      }
      guard block.has(.feedForward) else { continue }
      x = try cluster.within(.feedForward) {
        let hidden = try cluster.allReduce(
          cluster.map { try block.feedForward(x[$0], units: units[$0.index]) })
        return try cluster.map {
          try block.joined(x[$0], hidden[$0], .feedForward, in: pass)
        }
      }
    }
    return try cluster.observe([model.tell(x[cluster.root], of: pass)])
  }
}
