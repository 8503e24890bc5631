import Cluster
import Models
import Tensors

/// Position-wise partition after Voltage (Hu and Li, ICDCS 2024).
///
/// Each device holds all weights and computes the rows of some positions, from
/// keys and values of all positions that it projects itself; one all-gather
/// between blocks tells everyone all rows. A step of one token keeps one device
/// busy; which one goes round with the position.
public struct Voltage: Scheme {
  /// `voltage`.
  public static let name = "voltage"
  /// One line about it.
  public static let summary =
    "positions split, all weights everywhere, one all-gather between blocks"

  /// The scheme.
  public init() {}

  /// Any number of devices; those beyond the tokens only listen.
  public func check(_ model: ModelShape, devices: Int) throws {}

  /// Runs all blocks on all devices, each for its positions.
  public func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    let count = cluster.devices.count
    let positions = model.positions(of: pass)
    // The last share belongs to the device whose turn the last position is,
    // so that the one who tells the next token is the one who computed it.
    let shares = PositionShares(
      positions, devices: count,
      last: (pass.position + positions + count - 1) % count)
    let earlier = cluster.devices[(pass.position + count - 1) % count]
    let ready = cluster.share(
      pass, of: model.shape,
      from: model.shape.isLanguageModel ? earlier : nil)
    var x = try cluster.map { try model.embedding(pass, ready: ready[$0]) }
    var own = x
    for block in model.blocks {
      own = try cluster.map {
        try cluster.run(
          block, on: x[$0], rows: shares.rows[$0.index], in: pass, at: $0)
      }
      // After the last block the rows stay where they are, unless another
      // block would go on from them.
      if block.index + 1 < model.shape.blocks || model.shape.head == .states {
        x = try cluster.allGather(own, order: shares.order)
      }
    }
    return try cluster.tell(own, shares, of: pass, through: model)
  }
}
