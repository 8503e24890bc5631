import Cluster
import Models
import Tensors

/// Layer shards: each device holds a run of blocks and hands the hidden state
/// on (GPipe, Huang et al., arXiv:1811.06965, section 2, at one request).
///
/// The first device embeds, the last computes the head and tells the first
/// which token came out. ``EdgeShard`` chooses devices and cuts by what they
/// cost.
public struct Pipeline: Scheme {
  /// `pipeline`.
  public static let name = "pipeline"
  /// One line about it.
  public static let summary =
    "runs of blocks on each device, the hidden state handed on"

  /// The scheme.
  public init() {}

  /// At most one device a block.
  public func check(_ model: ModelShape, devices: Int) throws {
    guard devices <= model.blocks else {
      throw ModelError.split(
        scheme: Self.name, model: model.name, devices: devices,
        limit: model.blocks, part: "blocks")
    }
  }

  /// Runs the blocks device after device, shared out evenly.
  public func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    try check(model.shape, devices: cluster.devices.count)
    let runs = partition(model.shape.blocks, into: cluster.devices.count)
    let stages = zip(cluster.devices, runs).map {
      Stage(device: $0.index, blocks: $1)
    }
    return try cluster.run(stages, of: pass, through: model)
  }
}
