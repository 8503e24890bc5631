import Cluster
import Models
import Tensors

/// The whole model on one device: what all others are compared with.
public struct Single: Scheme {
  /// `single`.
  public static let name = "single"
  /// One line about it.
  public static let summary = "the whole model on one device"

  /// The scheme.
  public init() {}

  /// One device only.
  public func check(_ model: ModelShape, devices: Int) throws {
    guard devices == 1 else {
      throw ModelError.split(
        scheme: Self.name, model: model.name, devices: devices, limit: 1,
        part: "whole")
    }
  }

  /// Runs every block on the root.
  public func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    try check(model.shape, devices: cluster.devices.count)
    let all = HeadShare(allOf: model.shape)
    var x = try model.embedding(
      pass, ready: cluster.hand(pass)[cluster.root])
    for block in model.blocks {
      if block.has(.attention) {
        x = try cluster.within(.attention, of: block.index) {
          let attended = try block.attention(x, heads: all, in: pass, device: 0)
          return try block.joined(x, attended, .attention, in: pass)
        }
      }
      if block.has(.feedForward) {
        x = try cluster.within(.feedForward, of: block.index) {
          try block.joined(x, block.feedForward(x), .feedForward, in: pass)
        }
      }
    }
    return try cluster.observe([model.tell(x, of: pass)])
  }
}
