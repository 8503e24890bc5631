import Cluster
import Models
import Tensors

/// Layer shards: each device holds a run of blocks and hands the hidden state
/// on (GPipe and EdgeShard, arXiv:2405.14371, at one request).
///
/// The first device embeds, the last computes the head and tells the first
/// which token came out.
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

  /// Runs the blocks device after device.
  public func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    try check(model.shape, devices: cluster.devices.count)
    let stages = partition(model.shape.blocks, into: cluster.devices.count)
    let last = cluster.devices[cluster.devices.count - 1]
    let all = HeadShare(allOf: model.shape)
    let ready = cluster.hand(
      pass, from: model.shape.isLanguageModel ? last : nil, to: [cluster.root])
    var x = try model.embedding(pass, ready: ready[cluster.root])
    for device in cluster.devices {
      for block in model.blocks[stages[device.index]] {
        if block.has(.attention) {
          x = try cluster.within(.attention, of: block.index) {
            let attended = try block.attention(
              x, heads: all, in: pass, device: device.index)
            return try block.joined(x, attended, .attention, in: pass)
          }
        }
        if block.has(.feedForward) {
          x = try cluster.within(.feedForward, of: block.index) {
            try block.joined(x, block.feedForward(x), .feedForward, in: pass)
          }
        }
      }
      if device !== last {
        let next = cluster.devices[device.index + 1]
        x = try cluster.send(x, from: device, to: [next])[0]
      }
    }
    return try cluster.observe([model.tell(x, of: pass)])
  }
}
