import Tensors
import TestSupport
import Testing

/// Dropout by counter-based random numbers.
struct DroppingOutTests {
  private func ones(_ shape: Shape) -> Tensor {
    Tensor(shape) { $0.update(repeating: 1, count: shape.count) }
  }

  private func keys(_ count: Int, _ random: inout RandomStream)
    -> [SIMD3<UInt32>]
  {
    (0..<count).map { _ in
      SIMD3(
        UInt32(random.int(0...99)), UInt32(random.int(0...9)),
        UInt32(random.int(0...20)))
    }
  }

  /// The factor of element `index` of a part: eight elements a counter, two a
  /// word, the lower half first.
  private func factor(
    _ index: Int, _ probability: Float, _ key: SIMD3<UInt32>, _ seed: UInt64
  ) -> Float {
    let words = Philox(seed: seed).words(
      SIMD4(key[0], key[1], key[2], UInt32(index / 8 * 8)))
    let word = words[index % 8 / 2]
    let drawn = index % 2 == 0 ? word & 0xFFFF : word >> 16
    return drawn < UInt32(probability * 65536) ? 0 : 1 / (1 - probability)
  }

  @Test func agreesWithPhilox() throws {
    var random = RandomStream(seed: 1)
    for _ in 0..<200 {
      let parts = random.int(1...4)
      let size = random.int(1...300)
      let probability = random.pick([0, 0.1, 0.25, 0.5, 0.9, 0.99] as [Float])
      let keys = keys(parts, &random)
      let seed = random.next()
      let x = try random.tensor(Shape(parts * size))
      let found = try x.droppingOut(probability, keys: keys, seed: seed)
        .values()
      let expected = try x.values().enumerated().map { index, value in
        value * factor(index % size, probability, keys[index / size], seed)
      }
      #expect(found == expected, "\(parts) x \(size), \(probability)")
    }
  }

  /// Within five deviations.
  @Test(arguments: [0.05, 0.3, 0.8] as [Float])
  func theShareIsDroppedAndTheMeanIsKept(probability: Float) throws {
    let count = 200_000
    let found = try ones(Shape(count)).droppingOut(
      probability, keys: [SIMD3(3, 4, 5)], seed: 8
    ).values()
    let p = Double(probability)
    let bound = 5 * (p * (1 - p) / Double(count)).squareRoot() + 2e-5
    let zeros = Double(found.filter { $0 == 0 }.count) / Double(count)
    #expect(abs(zeros - p) < bound)
    let mean = found.reduce(0) { $0 + Double($1) } / Double(count)
    #expect(abs(mean - 1) < bound / (1 - p))
  }

  /// The gradient of the sum is the factor of each element.
  @Test func theWayBackDropsTheSame() throws {
    var random = RandomStream(seed: 2)
    for _ in 0..<50 {
      let shape = Shape(
        random.int(1...3), random.int(1...9), random.int(1...40))
      let keys = keys(shape[0], &random)
      let seed = random.next()
      let tape = Tape()
      let x = tape.leaf(try random.tensor(shape))
      let y = try x.droppingOut(0.4, keys: keys, seed: seed)
      try tape.backward(from: y.sum())
      let factors = try ones(shape).droppingOut(0.4, keys: keys, seed: seed)
      let gradient = try #require(tape.gradient(of: x))
      #expect(try gradient.values() == factors.values())
    }
  }

  /// Gradients of several uses add up.
  @Test func theWayBackAdds() throws {
    var random = RandomStream(seed: 3)
    let tape = Tape()
    let x = tape.leaf(try random.tensor(Shape(3, 50)))
    let key = [SIMD3<UInt32>(1, 2, 3)]
    let y = try x.droppingOut(0.5, keys: key, seed: 4)
    try tape.backward(from: (y + x).sum())
    let factors = try ones(x.shape).droppingOut(0.5, keys: key, seed: 4)
    #expect(
      try #require(tape.gradient(of: x)).values()
        == factors.values().map { $0 + 1 })
  }

  @Test func aBatchIsItsSamples() throws {
    var random = RandomStream(seed: 5)
    for _ in 0..<50 {
      let (samples, rows) = (random.int(1...5), random.int(1...9))
      let x = try random.tensor(Shape(samples, rows, random.int(1...30)))
      let keys = keys(samples, &random)
      let batch = try x.droppingOut(0.3, keys: keys, seed: 6).values()
      let alone = try (0..<samples).flatMap {
        try x.rows($0 * rows..<($0 + 1) * rows)
          .droppingOut(0.3, keys: [keys[$0]], seed: 6).values()
      }
      #expect(batch == alone)
    }
  }

  /// Each part of the key, and the seed, give another mask.
  @Test func everyPartOfTheKeyCounts() throws {
    let x = ones(Shape(400))
    func mask(_ key: SIMD3<UInt32>, _ seed: UInt64) throws -> [Float] {
      try x.droppingOut(0.5, keys: [key], seed: seed).values()
    }
    let base = try mask(SIMD3(1, 2, 3), 4)
    #expect(try mask(SIMD3(1, 2, 3), 4) == base)
    for (key, seed) in [
      (SIMD3<UInt32>(2, 2, 3), 4 as UInt64), (SIMD3(1, 3, 3), 4),
      (SIMD3(1, 2, 4), 4), (SIMD3(1, 2, 3), 5), (SIMD3(1, 2, 3), 4 | 1 << 40),
    ] {
      let other = try mask(key, seed)
      let differ = zip(base, other).filter { $0 != $1 }.count
      // Independent fair coins: half of 400, within five deviations.
      #expect(abs(differ - 200) < 50)
    }
  }

  @Test func partsThatAreNotEqualAreRefused() {
    let x = Tensor(Shape(3, 5))
    for count in [0, 2, 4] {
      let keys = [SIMD3<UInt32>](repeating: SIMD3(0, 0, 0), count: count)
      #expect(
        throws: TensorError.shapes(
          operation: "droppingOut", x.shape, Shape(count))
      ) { try x.droppingOut(0.5, keys: keys, seed: 0) }
    }
  }

  /// Without values it gives the shape.
  @Test func shapesGoThrough() throws {
    let y = try Tensor(Shape(2, 3, 4)).droppingOut(
      0.5, keys: [SIMD3(0, 0, 0), SIMD3(1, 0, 0)], seed: 0)
    #expect(y.shape == Shape(2, 3, 4))
    #expect(!y.hasValues)
  }
}
