import Cluster
import Models
import Tensors

// What stands before the blocks and behind them.

extension CatsRun {
  /// The first hidden states, from input columns that lie on the devices.
  func embed(_ vectors: Tensor) throws -> ColumnSharded {
    let input = try settled(
      ColumnSharded(
        vectors, cuts: layout.cut(vectors.shape.columns), on: cluster), "input")
    let raise = CatsGather.embedding
    var x: ColumnSharded
    switch model.embedding.entry {
    case .residual(let up, let down, let skip):
      let both = try product(input, at: raise, [up, skip])
      let raised = try settled(both[0].relu(), up)
      x = try settled(
        settled(product(raised, at: .embeddingDown, [down])[0], down)
          + settled(both[1], skip), "embedding.sum")
    case .linear(let layer):
      x = try settled(product(input, at: raise, [layer])[0], layer)
    case .states: x = input
    case .table:
      throw ModelError.input(model: shape.name, expected: "vectors")
    }
    if let token = model.embedding.classToken {
      x = try settled(joined(token, to: x), "embedding.joined")
    }
    guard let positions = model.embedding.positions else { return x }
    let count = x.whole.shape[x.whole.shape.rank - 2]
    guard count <= positions.shape[0] else {
      throw ModelError.context(
        model: shape.name, position: count, limit: positions.shape[0])
    }
    let table = try stored(positions, x.cuts).rows(0..<count)
    let rows = x.whole.shape.rows
    return try settled(
      x.local({ Work(.elementwise, macs: rows * $0) }) {
        try $0.adding(repeated: table)
      }, "embedding.states")
  }

  /// A weight whose columns lie on the devices.
  private func stored(_ weight: Parameter, _ cuts: [Range<Int>]) throws
    -> Tensor
  {
    let whole = try cluster.stored(weight, columns: cuts)
    return try devices?.settled(weight: whole) ?? whole
  }

  private func joined(_ token: Parameter, to x: ColumnSharded) throws
    -> ColumnSharded
  {
    let row = try stored(token, x.cuts)
    let rows = x.whole.shape.rows
    return try x.local({ Work(.copy, macs: rows * $0) }) {
      try model.embedding.joined(row, to: $0, pass)
    }
  }

  /// What the model tells, as an observer sees it.
  func tell(_ states: ColumnSharded) throws -> Tensor {
    let scored = model.scored(in: pass)
    let rows = states.whole.shape[states.whole.shape.rank - 2]
    let x = scored == 0..<rows ? states : try picked(scored, of: states)
    let head = try told(
      x, positions: scored == 0..<rows ? nil : scored)
    return shape.classes > 0
      ? try head.whole.reshaped(Shape(pass.batch ?? 1, shape.classes))
      : head.whole
  }

  private func picked(_ positions: Range<Int>, of x: ColumnSharded) throws
    -> ColumnSharded
  {
    let picked = try x.local({ Work(.copy, macs: positions.count * $0) }) {
      try $0.positions(positions)
    }
    return try x.grid.map { try picked.rounded(to: $0) } ?? picked
  }

  private func told(_ x: ColumnSharded, positions: Range<Int>?) throws
    -> ColumnSharded
  {
    func normed(_ layer: LinearLayer) throws -> ColumnSharded {
      try product(
        gathered(x, at: .head, positions: positions), [layer],
        norm: model.head.norm)[0]
    }
    switch model.head.exit {
    case .residual(let up, let down, let skip):
      let all = try gathered(x, at: .head, positions: positions)
      let raised = try settled(
        product(all, [up], norm: model.head.norm)[0].relu(), up)
      // The skip takes the same columns before the norm.
      return try settled(
        settled(product(raised, at: .headDown, [down])[0], down)
          + settled(product(all, [skip])[0], skip), "head.sum")
    case .linear(let layer), .classes(let layer, nil):
      return try settled(normed(layer), layer)
    case .classes(let layer, let pooler?):
      let pooled = try normed(pooler)
      let rows = pooled.whole.shape.rows
      let active = try pooled.local({ Work(.elementwise, macs: rows * $0) }) {
        try $0.activated(.tanh)
      }
      return try settled(
        product(settled(active, pooler), at: .headDown, [layer])[0], layer)
    case .states: return x
    case .vocabulary:
      throw ModelError.unfit(
        scheme: Cats.name, model: shape.name, needs: "another head")
    }
  }
}
