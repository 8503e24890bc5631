import Cluster
import Models
import Schemes
import Tensors

/// Ring Attention (Liu et al., arXiv:2310.01889): positions are split, keys and
/// values go round a ring. The softmax is taken once all have come by: exact,
/// and up to rounding what it is block by block, but all of them are held.
struct RingAttention: Scheme {
  static let name = "ring-attention"
  static let summary = "positions split, keys and values round a ring (Liu)"
  func check(_ model: ModelShape, devices: Int) throws {}

  func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    let last = cluster.devices.count - 1
    let shares = PositionShares(
      model.positions(of: pass), devices: last + 1, last: last)
    let ready = cluster.share(pass, of: model.shape)
    let all = try cluster.map { try model.embedding(pass, ready: ready[$0]) }
    var x = try cluster.map { try all[$0].positions(shares.rows[$0.index]) }
    for block in model.blocks {
      x = try block.steps.reduce(x) { y, step in
        try cluster.within(step.half.part, of: block.index) {
          let sums =
            step.half == .attention
            ? try attention(of: block, y, shares.order, pass, cluster)
            : try cluster.map { try block.feedForward(y[$0], step: step) }
          return try cluster.map {
            try block.joined(y[$0], sums[$0], step, of: x[$0], in: pass)
          }
        }
      }
    }
    return try cluster.tell(x, shares, of: pass, through: model)
  }

  private func attention(
    of block: Block, _ x: Sharded, _ order: [Int], _ pass: Pass, _ ring: Cluster
  ) throws -> Sharded {
    let own = try ring.devices.map {
      let intake = try block.entering(x[$0], .attention)
      return try block.projections(of: intake, heads: block.allHeads)
    }
    let keys = try ring.ringAllGather(Sharded(own.map(\.keys))) { $2 }
    let values = try ring.ringAllGather(Sharded(own.map(\.values))) { $2 }
    return try ring.map { device in
      let i = device.index
      let tiles = order.map {
        Block.Projections(
          queries: own[i].queries, keys: keys[i][$0], values: values[i][$0])
      }
      let found = try block.attended(
        tiles, heads: block.allHeads, in: pass, device: i,
        asking: order.firstIndex(of: i))
      return try block.attentionPart(found, heads: block.allHeads)
    }
  }
}
