import Cluster
import Models
import Schemes
import Tensors

/// Ring Attention (Liu et al., arXiv:2310.01889): blocks of keys and values go
/// round a ring. Here the softmax waits until all have come by, which are held.
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
            ? try attention(of: block, y, shares, pass, cluster)
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
    of block: Block, _ x: Sharded, _ shares: PositionShares, _ pass: Pass,
    _ ring: Cluster
  ) throws -> Sharded {
    let all = block.allHeads
    let own = try ring.devices.map {
      try block.projections(of: block.entering(x[$0], .attention), heads: all)
    }
    let blocks = try Sharded(own.map { try .joined([$0.keys, $0.values]) })
    let held = try ring.ringAllGather(blocks) { $2 }
    return try ring.map { device in
      let (i, turn) = (device.index, shares.order)
      let tiles = try turn.map {
        let (both, n) = (held[i][$0], shares.rows[$0].count)
        return Block.Projections(
          queries: own[i].queries, keys: try both.positions(0..<n),
          values: try both.positions(n..<2 * n))
      }
      let found = try block.attended(
        tiles, heads: all, in: pass, device: i, asking: turn.firstIndex(of: i))
      return try block.attentionPart(found, heads: all)
    }
  }
}
