import Cluster
import Models
import Tensors

/// Position-wise partition after Voltage (Hu and Li, ICDCS 2024).
///
/// Each device holds all weights and computes the rows of some positions, from
/// keys and values of all positions that it projects itself; one all-gather a
/// block tells everyone all rows. A step of one token keeps one device busy;
/// which one goes round with the position.
public struct Voltage: Scheme {
  /// `voltage`.
  public static let name = "voltage"
  /// One line about it.
  public static let summary =
    "positions split, all weights everywhere, one all-gather a block"

  /// The scheme.
  public init() {}

  /// Any number of devices; those beyond the tokens only listen.
  public func check(_ model: ModelShape, devices: Int) throws {}

  /// Runs all blocks on all devices, each for its positions.
  public func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    let count = cluster.devices.count
    let shares = partition(pass.count, into: count)
    // The last share belongs to the device whose turn the last position is,
    // so that the one who tells the next token is the one who computed it.
    let turn = pass.position + pass.count + count - min(pass.count, count)
    let order = (0..<count).map { ($0 + turn) % count }
    var rows = shares
    for (share, device) in order.enumerated() { rows[device] = shares[share] }
    let lastOwner = order[max(0, min(pass.count, count) - 1)]
    let earlier = cluster.devices[(pass.position + count - 1) % count]
    let all = HeadShare(allOf: model.shape)
    let ready = cluster.announce(tokens: pass.count, from: earlier)
    var x = try cluster.map { try model.embed(pass, ready: ready[$0]) }
    for block in model.blocks {
      let own = try cluster.map { device in
        let mine = rows[device.index]
        let part = try x[device].rows(mine)
        let attended =
          try part
          + block.attention(
            x[device], heads: all, queries: mine, in: pass, device: device.index
          )
        return try attended + block.feedForward(attended)
      }
      // After the last block the rows stay where they are.
      x =
        block.index + 1 < model.shape.blocks
        ? try cluster.allGather(own, order: order) : own
    }
    if !pass.scoresAll {
      let part = x[cluster.devices[lastOwner]]
      let end = part.shape.rows
      return try cluster.observe([model.head(part.rows(end - 1..<end))])
    }
    return try cluster.observe(
      order.filter { rows[$0].count > 0 }.map {
        try model.head(x[cluster.devices[$0]])
      })
  }
}
