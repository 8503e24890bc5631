import Tensors
import TestSupport
import Testing

/// Operations with one row for all rows of a sample.
struct BySampleTests {
  @Test func eachSampleHasItsRow() throws {
    for seed in 0..<UInt64(60) {
      var random = RandomStream(seed: seed)
      let (samples, rows) = (random.int(1...4), random.int(1...5))
      let columns = random.int(1...20)
      let shape =
        samples == 1 && random.pick([true, false])
        ? Shape(rows, columns) : Shape(samples, rows, columns)
      let x = try random.tensor(shape)
      let other = try random.tensor(shape)
      let masks = random.pick([1, samples])
      let bits = (0..<masks * columns).map { _ in Float(random.int(0...1)) }
      let mask = try Tensor(Shape(masks, columns), bits)
      let chosen = try x.choosing(mask, else: other).values()
      let zeroed = try x.choosing(mask).values()
      let added = try x.adding(bySample: mask).values()
      let (a, b) = (try x.values(), try other.values())
      for i in a.indices {
        let sample = masks == 1 ? 0 : i / columns / rows
        let bit = bits[sample * columns + i % columns]
        #expect(chosen[i] == (bit == 1 ? a[i] : b[i]), "seed \(seed)")
        #expect(zeroed[i] == (bit == 1 ? a[i] : 0), "seed \(seed)")
        #expect(added[i] == a[i] + bit, "seed \(seed)")
      }
    }
  }

  /// What is not chosen does not count, whatever it is.
  @Test func whatIsLeftOutIsGone() throws {
    let x = try Tensor(Shape(1, 3), [.nan, 2, .infinity])
    let mask = try Tensor(Shape(1, 3), [0, 1, 0])
    #expect(try x.choosing(mask).values() == [0, 2, 0])
  }

  @Test func misfitsAreRefused() throws {
    let x = try Tensor(Shape(2, 1, 3), [1, 2, 3, 4, 5, 6])
    for shape in [Shape(3, 3), Shape(2, 2), Shape(0, 3)] {
      #expect(throws: TensorError.self) { try x.choosing(Tensor(shape)) }
      #expect(throws: TensorError.self) {
        try x.adding(bySample: Tensor(shape))
      }
    }
    #expect(throws: TensorError.self) {
      try x.choosing(Tensor(Shape(1, 3)), else: Tensor(Shape(2, 3)))
    }
    let tape = Tape()
    #expect(throws: TensorError.gradient(operation: "choosing")) {
      try tape.leaf(x).choosing(Tensor(Shape(1, 3), [1, 0, 1]))
    }
    #expect(throws: TensorError.gradient(operation: "adding")) {
      try tape.leaf(x).adding(bySample: Tensor(Shape(1, 3), [1, 0, 1]))
    }
    #expect(try !x.choosing(Tensor(Shape(1, 3))).hasValues)
    #expect(
      try !Tensor(x.shape).choosing(Tensor(Shape(1, 3), [1, 1, 1]))
        .hasValues)
  }
}
