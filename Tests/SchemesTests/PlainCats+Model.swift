import Cluster
import Foundation
import Models
import Tensors

// The model around the gathers, for one sample.

extension PlainCats {
  /// What the model tells of `positions x elements`.
  func tell(_ vectors: Matrix) throws -> Matrix {
    var (x, name) = try embed(settled(vectors, "input"))
    for block in model.blocks {
      let prefix = "blocks.\(block.index)"
      x = try settled(
        sum(x, attention(block, x, name)), prefix + ".attention.sum")
      name = prefix + ".attention.sum"
      x = try settled(
        sum(x, feedForward(block, x, name)), prefix + ".feed_forward.sum")
      name = prefix + ".feed_forward.sum"
    }
    return try head(x, name)
  }

  private func sum(_ a: Matrix, _ b: Matrix) -> Matrix {
    zip(a, b).map { zip($0, $1).map(+) }
  }

  private func map(_ x: Matrix, _ f: (Double) -> Double) -> Matrix {
    x.map { $0.map(f) }
  }

  private func embed(_ input: Matrix) throws -> (Matrix, String) {
    let rows = input.count
    let had = gather(input, cut(input[0].count), "embedding", kind: "")
    var x: Matrix
    var name: String
    switch model.embedding.entry {
    case .residual(let up, let down, let skip):
      let raised = try settled(
        map(product(had, rows, grid: "input", up)) { max(0, $0) },
        up.weight.name)
      let low = try settled(
        product(
          gather(raised, cut(raised[0].count), "embedding.down", kind: ""),
          rows, grid: up.weight.name, down), down.weight.name)
      let side = try settled(
        product(had, rows, grid: "input", skip), skip.weight.name)
      (x, name) = (
        try settled(sum(low, side), "embedding.sum"), "embedding.sum"
      )
    case .linear(let layer):
      name = layer.weight.name
      x = try settled(product(had, rows, grid: "input", layer), name)
    case .table, .states:
      throw ModelError.input(model: "", expected: "vectors")
    }
    if let token = model.embedding.classToken {
      let row = settled(weight: try token.value.values().map(Double.init))
      x = shape.classToken == .first ? [row] + x : x + [row]
      name = "embedding.joined"
      x = try settled(x, name)
    }
    if let positions = model.embedding.positions {
      let table = settled(
        weight: try positions.value.values().map(Double.init))
      let width = shape.width
      for row in x.indices {
        for column in 0..<width {
          x[row][column] += table[row * width + column]
        }
      }
      name = "embedding.states"
      x = try settled(x, name)
    }
    return (x, name)
  }

  private func attention(_ block: Block, _ x: Matrix, _ name: String) throws
    -> Matrix
  {
    let prefix = "blocks.\(block.index).attention"
    let had = gather(x, cut(shape.width), prefix, kind: "states")
    let asked = try [block.query, block.key, block.value].map {
      try settled(
        product(
          had, x.count, grid: name, $0, norm: block.attentionNorm,
          outputs: heads), $0.weight.name)
    }
    var found = map(x) { _ in 0 }
    let size = shape.headSize
    for row in x.indices {
      let keys = shape.attends == .everywhere ? x.indices : 0..<row + 1
      for head in 0..<shape.heads {
        let own = head * size..<(head + 1) * size
        let scores = keys.map { key in
          own.reduce(0) { $0 + asked[0][row][$1] * asked[1][key][$1] }
            / Double(size).squareRoot()
        }
        let top = scores.max() ?? 0
        let weights = scores.map { exp($0 - top) }
        let total = weights.reduce(0, +)
        for column in own {
          found[row][column] =
            zip(keys, weights).reduce(0) {
              $0 + $1.1 * asked[2][$1.0][column]
            } / total
        }
      }
    }
    found = try settled(found, prefix + ".heads")
    let told = try product(
      gather(found, heads, prefix + ".output", kind: "heads"), x.count,
      grid: prefix + ".heads", block.output)
    return try settled(told, block.output.weight.name)
  }

  private func feedForward(_ block: Block, _ x: Matrix, _ name: String) throws
    -> Matrix
  {
    let prefix = "blocks.\(block.index).feed_forward"
    let had = gather(x, cut(shape.width), prefix, kind: "states")
    let raised = try product(
      had, x.count, grid: name, block.up, norm: block.feedForwardNorm)
    let active = try settled(map(raised, activation), block.up.weight.name)
    return try settled(
      product(
        gather(active, cut(shape.hidden), prefix + ".down", kind: "hidden"),
        x.count, grid: block.up.weight.name, block.down),
      block.down.weight.name)
  }

  private func activation(_ x: Double) -> Double {
    switch shape.feedForward {
    case .gelu: x * 0.5 * (1 + erf(x / 2.0.squareRoot()))
    case .geluTanh:
      0.5 * x
        * (1 + Foundation.tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)))
    default: max(0, x)
    }
  }

  private func head(_ states: Matrix, _ name: String) throws -> Matrix {
    let readout = shape.classToken == .last ? states.count - 1 : 0
    let rows = shape.classes > 0 ? readout..<readout + 1 : nil
    let x = rows.map { Array(states[$0]) } ?? states
    let had = gather(x, cut(shape.width), "head", kind: "states", rows: rows)
    func normed(_ layer: LinearLayer) throws -> Matrix {
      try product(had, x.count, grid: name, layer, norm: model.head.norm)
    }
    switch model.head.exit {
    case .residual(let up, let down, let skip):
      let raised = try settled(
        map(normed(up)) { max(0, $0) }, up.weight.name)
      let low = try settled(
        product(
          gather(raised, cut(raised[0].count), "head.down", kind: ""), x.count,
          grid: up.weight.name, down), down.weight.name)
      let side = try settled(
        product(had, x.count, grid: name, skip), skip.weight.name)
      return try settled(sum(low, side), "head.sum")
    case .linear(let layer), .classes(let layer, nil):
      return try settled(normed(layer), layer.weight.name)
    case .classes(let layer, let pooler?):
      let pooled = try settled(
        map(normed(pooler), Foundation.tanh), pooler.weight.name)
      return try settled(
        product(
          gather(pooled, cut(shape.width), "head.down", kind: ""), x.count,
          grid: pooler.weight.name, layer), layer.weight.name)
    case .vocabulary, .states:
      throw ModelError.input(model: "", expected: "a head")
    }
  }
}
