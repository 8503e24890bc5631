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

  /// Any number of devices; all but the first do nothing.
  public func check(_ model: ModelShape, devices: Int) throws {}

  /// Runs every block on the root.
  public func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    let ready = cluster.hand(pass, to: [cluster.root])
    var x = try model.embedding(pass, ready: ready[cluster.root])
    for block in model.blocks {
      x = try cluster.run(block, on: x, in: pass, at: cluster.root)
    }
    return try cluster.observe([model.tell(x, of: pass)])
  }
}
