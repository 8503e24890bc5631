import Tensors
import TestSupport
import Testing

/// Operations whose gradient passes as if they did nothing.
struct StraightThroughTests {
  /// The gradient of the weighed sum of what `apply` makes of `x`, less the
  /// weights: nothing if it passes unchanged.
  private func passes(
    _ x: Tensor, seed: UInt64, _ apply: (Tensor) throws -> Tensor
  ) throws -> Bool {
    var random = RandomStream(seed: seed)
    let weights = try random.tensor(x.shape)
    let tape = Tape()
    let leaf = tape.leaf(x)
    try tape.backward(from: (apply(leaf) * weights).sum())
    return try tape.gradient(of: leaf)?.values() == weights.values()
  }

  @Test func straightThrough() throws {
    for seed in UInt64(1)...20 {
      var random = RandomStream(seed: seed)
      let shape = random.shape()
      let x = try random.tensor(shape)
      let replace = { (x: Tensor) in
        try x.straightThrough { from, to in
          for i in 0..<shape.count { to[i] = from[i].rounded(.up) }
        }
      }
      #expect(try replace(x).values() == x.values().map { $0.rounded(.up) })
      #expect(try passes(x, seed: seed, replace), "seed \(seed)")
    }
  }

  @Test func fakeQuantized() throws {
    for seed in UInt64(1)...20 {
      var random = RandomStream(seed: seed)
      let x = try random.tensor(random.shape(), limit: 3)
      let scales: [Float?] = [nil, 0.01, 0.5]
      let scale = random.pick(scales)
      let found = try x.fakeQuantized(scale: scale).values()
      let values = try x.values()
      let step = scale ?? values.reduce(0) { max($0, abs($1)) } / 127
      for (y, value) in zip(found, values) {
        let limit = 127 * step
        let clipped = min(limit, max(-limit, value))
        #expect(abs(y - clipped) <= 0.501 * step, "seed \(seed)")
        #expect(abs((y / step).rounded() - y / step) < 1e-3, "seed \(seed)")
      }
      // Also where values were clipped.
      #expect(
        try passes(x, seed: seed) { try $0.fakeQuantized(scale: scale) },
        "seed \(seed)")
    }
  }

  @Test func fakeQuantizedZerosStayZero() throws {
    let zeros = try Tensor(Shape(3), [0, 0, 0])
    #expect(try zeros.fakeQuantized().values() == [0, 0, 0])
    let halves = try Tensor(Shape(4), [0.5, 1.5, -2.5, 200])
    #expect(try halves.fakeQuantized(scale: 1).values() == [0, 2, -2, 127])
  }

  @Test func vectorQuantized() throws {
    for seed in UInt64(1)...20 {
      var random = RandomStream(seed: seed)
      let (groups, width) = (random.int(1...3), random.int(1...3))
      let entries = random.int(1...5)
      let x = try random.tensor(random.rows(of: groups * width))
      let book = try random.tensor(Shape(groups * entries, width))
      let found = try x.vectorQuantized(book, groups: groups)
      let (values, table) = (try x.values(), try book.values())
      var expected: [Float] = []
      var codes: [Int] = []
      for at in stride(from: 0, to: values.count, by: width) {
        let first = at / width % groups * entries
        let rows = (first..<first + entries).map {
          Array(table[$0 * width..<($0 + 1) * width])
        }
        let distances = rows.map { row in
          zip(row, values[at..<at + width]).reduce(0.0) {
            $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1))
          }
        }
        let least = try #require(distances.min())
        let code = try #require(distances.firstIndex(of: least))
        codes.append(code)
        expected += rows[code]
      }
      #expect(found.codes == codes, "seed \(seed)")
      #expect(try found.values.values() == expected, "seed \(seed)")
      #expect(
        try passes(x, seed: seed) {
          try $0.vectorQuantized(book, groups: groups).values
        }, "seed \(seed)")
    }
  }

  /// Equally near entries: the first. Codebooks get no gradient.
  @Test func vectorQuantizedTies() throws {
    let tape = Tape()
    let x = tape.leaf(try Tensor(Shape(2, 2), [0, 5, 1, -5]))
    let book = tape.leaf(try Tensor(Shape(6, 1), [2, -2, 2, 4, 6, -4]))
    let found = try x.vectorQuantized(book, groups: 2)
    #expect(found.codes == [0, 0, 0, 2])
    #expect(try found.values.values() == [2, 4, 2, -4])
    try tape.backward(from: found.values.sum())
    #expect(try tape.gradient(of: x)?.values() == [1, 1, 1, 1])
    #expect(tape.gradient(of: book) == nil)
  }

  @Test func addingNoise() throws {
    var (one, two) = (RandomStream(seed: 3), RandomStream(seed: 3))
    let x = try Tensor(Shape(3, 4), [Float](repeating: 2, count: 12))
    let noisy = try x.addingNoise(deviation: 0.5, from: &one)
    let expected = (0..<12).map { _ in 2 + 0.5 * two.normal() }
    #expect(try noisy.values() == expected)
    #expect(one.next() == two.next())
    #expect(
      try passes(x, seed: 4) {
        try $0.addingNoise(deviation: 0.5, from: &one)
      })
  }

  @Test func shapesGoThrough() throws {
    var random = RandomStream(seed: 5)
    let bare = Tensor(Shape(2, 4))
    let book = try random.tensor(Shape(6, 2))
    let coded = try bare.vectorQuantized(book, groups: 2)
    #expect(coded.codes.isEmpty)
    let results = [
      try bare.straightThrough { _, _ in }, try bare.fakeQuantized(),
      coded.values, try bare.addingNoise(deviation: 1, from: &random),
    ]
    for result in results {
      #expect(result.shape == bare.shape && !result.hasValues)
    }
    let filled = try random.tensor(Shape(2, 4))
    let unknown = try filled.vectorQuantized(Tensor(Shape(6, 2)), groups: 2)
    #expect(unknown.values.shape == Shape(2, 4))
    #expect(!unknown.values.hasValues && unknown.codes.isEmpty)
  }
}
