import Foundation
import Tensors
import TestSupport
import Testing

/// Attention of int8 devices, against plain loops in double precision.
struct PlainAttentionTests {
  private struct Case: CustomStringConvertible {
    let seed: UInt64
    let shape: Shape
    let heads: Int
    let mask: AttentionMask
    let query: Tensor
    let key: Tensor
    let value: Tensor
    let grid: Int8Grid
    let keyGrid: Int8Grid

    var description: String {
      "seed \(seed): \(shape), \(heads) heads, \(mask)"
    }

    /// - Parameter size: of queries and keys, whose scores grow with it.
    init(seed: UInt64, size: Float = 2) throws {
      var random = RandomStream(seed: seed)
      self.seed = seed
      heads = random.int(1...4)
      let (rows, columns) = (random.int(1...40), heads * random.int(1...12))
      shape =
        random.pick([true, false])
        ? Shape(rows, columns) : Shape(random.int(1...3), rows, columns)
      mask = random.pick([.none, .causal(visible: 1)])
      grid = try Int8Grid(largest: size)
      keyGrid = try Int8Grid(largest: size / 2)
      query = try grid.steps(of: random.tensor(shape, limit: size))
      key = try keyGrid.steps(of: random.tensor(shape, limit: size / 2))
      value = try random.tensor(shape)
    }

    func attention() throws -> Tensor {
      try query.plainAttention(
        keys: key, values: value, heads: heads, mask: mask, grid: grid,
        keyGrid: keyGrid)
    }

    func expected(limit: Double = 80) throws -> [Double] {
      let (rows, width) = (shape[shape.rank - 2], shape.columns)
      let size = width / heads
      let (q, k, v) = (
        try query.values(), try key.values(), try value.values()
      )
      var made = [Double](repeating: 0, count: shape.count)
      let factor =
        1 / (Double(grid.scale) * Double(keyGrid.scale))
        / Double(size).squareRoot()
      for row in 0..<shape.rows {
        let first = row / rows * rows
        let keys = mask == .none ? first..<first + rows : first..<row + 1
        for head in 0..<heads {
          let weights = keys.map { key in
            var sum = 0.0
            for i in 0..<size {
              sum +=
                Double(q[row * width + head * size + i])
                * Double(k[key * width + head * size + i])
            }
            return exp(max(-limit, min(limit, factor * sum)))
          }
          let total = weights.reduce(0, +)
          for i in 0..<size {
            let at = head * size + i
            made[row * width + at] =
              zip(keys, weights).reduce(0) {
                $0 + $1.1 * Double(v[$1.0 * width + at])
              } / total
          }
        }
      }
      return made
    }
  }

  @Test func itIsSoftmaxOfExactScores() throws {
    for seed in 0..<UInt64(120) {
      let test = try Case(seed: seed)
      let found = try test.attention()
      #expect(found.shape == test.shape)
      #expect(
        relativeError(try found.values(), try test.expected()) < 2e-6,
        "\(test)")
    }
  }

  /// Where exponentials would overflow, clipped scores keep all finite.
  @Test func hugeScoresStayFinite() throws {
    var clipped = 0
    for seed in 0..<UInt64(80) {
      let test = try Case(seed: seed, size: 60)
      let found = try test.attention().values()
      #expect(found.allSatisfy { $0.isFinite }, "\(test)")
      // Exponentials of 80 have an error of their own in fp32.
      #expect(relativeError(found, try test.expected()) < 2e-5, "\(test)")
      if relativeError(found, try test.expected(limit: 500)) > 1e-3 {
        clipped += 1
      }
    }
    #expect(clipped > 20)
  }

  @Test func misfitsAreRefused() throws {
    let grid = try Int8Grid(largest: 1)
    let x = try Tensor(Shape(2, 4), [Float](repeating: 1, count: 8))
    func attention(
      _ query: Tensor, _ keys: Tensor, heads: Int,
      _ mask: AttentionMask = .none
    ) throws -> Tensor {
      try query.plainAttention(
        keys: keys, values: keys, heads: heads, mask: mask, grid: grid,
        keyGrid: grid)
    }
    #expect(throws: TensorError.self) { try attention(x, x, heads: 3) }
    #expect(throws: TensorError.self) { try attention(x, x, heads: 0) }
    #expect(throws: TensorError.self) {
      try attention(x, x, heads: 2, .causal(visible: 2))
    }
    #expect(throws: TensorError.self) {
      try attention(x, Tensor(Shape(3, 4)), heads: 2)
    }
    let tape = Tape()
    #expect(throws: TensorError.gradient(operation: "plainAttention")) {
      try attention(tape.leaf(x), x, heads: 2)
    }
    #expect(
      try !attention(Tensor(Shape(2, 4)), Tensor(Shape(2, 4)), heads: 2)
        .hasValues)
  }
}
