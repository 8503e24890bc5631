import Cluster
import Models
import Tensors

/// One pass of CATS.
struct CatsRun {
  let model: Transformer
  let pass: Pass
  let cluster: Cluster

  private var shape: ModelShape { model.shape }
  private let layout: CatsLayout

  init(model: Transformer, pass: Pass, cluster: Cluster) {
    self.model = model
    self.pass = pass
    self.cluster = cluster
    layout = CatsLayout(model.shape, devices: cluster.devices.count)
  }

  /// The share of each device in `count` columns.
  private func cut(_ count: Int) -> [Range<Int>] { layout.cut(count) }

  /// What each device has of `x`, through the layers: its outputs.
  private func product(
    _ x: ColumnSharded, at gather: CatsGather, _ layers: [LinearLayer],
    norm: NormLayer? = nil, outputs: [Range<Int>]? = nil
  ) throws -> [ColumnSharded] {
    try product(
      gathered(x, at: gather), layers, norm: norm, outputs: outputs)
  }

  private func gathered(_ x: ColumnSharded, at gather: CatsGather) -> Gathered {
    cluster.gather(x, sent: model.sent?.masks[gather.name])
  }

  private func product(
    _ x: Gathered, _ layers: [LinearLayer], norm: NormLayer? = nil,
    outputs: [Range<Int>]? = nil
  ) throws -> [ColumnSharded] {
    try x.products(
      layers.map { ($0.weight, $0.bias) },
      outputs: layers.map { outputs ?? cut($0.weight.shape[0]) },
      norm: norm.flatMap { norm in
        norm.shift.map { (norm.gain, $0, norm.style) }
      })
  }

  /// The first hidden states, from input columns that lie on the devices.
  func embed(_ vectors: Tensor) throws -> ColumnSharded {
    let input = ColumnSharded(
      vectors, cuts: cut(vectors.shape.columns), on: cluster)
    let raise = CatsGather.embedding
    var x: ColumnSharded
    switch model.embedding.entry {
    case .residual(let up, let down, let skip):
      let both = try product(input, at: raise, [up, skip])
      x = try product(both[0].relu(), at: .embeddingDown, [down])[0] + both[1]
    case .linear(let layer): x = try product(input, at: raise, [layer])[0]
    case .states: x = input
    case .table:
      throw ModelError.input(model: shape.name, expected: "vectors")
    }
    if let token = model.embedding.classToken { x = try joined(token, to: x) }
    guard let positions = model.embedding.positions else { return x }
    let count = x.whole.shape[x.whole.shape.rank - 2]
    guard count <= positions.shape[0] else {
      throw ModelError.context(
        model: shape.name, position: count, limit: positions.shape[0])
    }
    let table = try cluster.stored(positions, columns: x.cuts).rows(0..<count)
    let rows = x.whole.shape.rows
    return try x.local({ Work(.elementwise, macs: rows * $0) }) {
      try $0.adding(repeated: table)
    }
  }

  /// One block: attention, then the feed-forward part.
  func block(_ block: Block, _ x: ColumnSharded) throws -> ColumnSharded {
    var x = x
    if block.has(.attention) {
      x = try x + dropped(attention(block, x), block, .attention)
    }
    if block.has(.feedForward) {
      x = try x + dropped(feedForward(block, x), block, .feedForward)
    }
    return x
  }

  private func attention(_ block: Block, _ x: ColumnSharded) throws
    -> ColumnSharded
  {
    let asked = try product(
      x, at: .attention(block.index), [block.query, block.key, block.value],
      norm: block.attentionNorm, outputs: layout.heads)
    let attended = try asked[0].attention(
      keys: asked[1], values: asked[2], heads: shape.heads,
      mask: shape.attends == .everywhere ? .none : .causal(visible: 1))
    return try product(
      attended, at: .attentionOutput(block.index), [block.output])[0]
  }

  private func feedForward(_ block: Block, _ x: ColumnSharded) throws
    -> ColumnSharded
  {
    let raised = try product(
      x, at: .feedForward(block.index), [block.up],
      norm: block.feedForwardNorm)[0]
    return try product(
      activated(raised), at: .feedForwardDown(block.index), [block.down])[0]
  }

  /// What the model tells, as an observer sees it.
  func tell(_ x: ColumnSharded) throws -> Tensor {
    let scored = model.scored(in: pass)
    let rows = x.whole.shape[x.whole.shape.rank - 2]
    let x =
      scored == 0..<rows
      ? x
      : try x.local({ Work(.copy, macs: scored.count * $0) }) {
        try $0.positions(scored)
      }
    let told: ColumnSharded
    switch model.head.exit {
    case .residual(let up, let down, let skip):
      let all = gathered(x, at: .head)
      let raised = try product(all, [up], norm: model.head.norm)[0].relu()
      // The skip takes the same columns before the norm.
      told =
        try product(raised, at: .headDown, [down])[0]
        + product(all, [skip])[0]
    case .linear(let layer), .classes(let layer, nil):
      told = try product(x, at: .head, [layer], norm: model.head.norm)[0]
    case .classes(let layer, let pooler?):
      let pooled = try product(x, at: .head, [pooler], norm: model.head.norm)[0]
      let rows = pooled.whole.shape.rows
      told = try product(
        pooled.local({ Work(.elementwise, macs: rows * $0) }) {
          try $0.activated(.tanh)
        }, at: .headDown, [layer])[0]
    case .states: told = x
    case .vocabulary:
      throw ModelError.unfit(
        scheme: Cats.name, model: shape.name, needs: "another head")
    }
    return shape.classes > 0
      ? try told.whole.reshaped(Shape(pass.batch ?? 1, shape.classes))
      : told.whole
  }

  private func activated(_ x: ColumnSharded) throws -> ColumnSharded {
    let kind: Activation =
      switch shape.feedForward {
      case .gelu: .gelu
      case .geluTanh: .geluTanh
      case .relu, .swiglu: .relu
      }
    let rows = x.whole.shape.rows
    return try x.local({ Work(.elementwise, macs: rows * $0) }) {
      try $0.activated(kind)
    }
  }

  private func dropped(
    _ x: ColumnSharded, _ block: Block, _ half: Block.Half
  ) throws -> ColumnSharded {
    guard let dropout = pass.dropout else { return x }
    let rows = x.whole.shape.rows
    return try x.local({ Work(.elementwise, macs: rows * $0) }) {
      try dropout.apply(to: $0, site: 2 * block.index + half.rawValue)
    }
  }

  private func joined(_ token: Parameter, to x: ColumnSharded) throws
    -> ColumnSharded
  {
    let row = try cluster.stored(token, columns: x.cuts)
    let rows = x.whole.shape.rows
    return try x.local({ Work(.copy, macs: rows * $0) }) {
      try model.embedding.joined(row, to: $0, pass)
    }
  }
}
