import Tensors
import TestSupport
import Testing

/// Codes of vectors: nearest entries, packing, k-means, noise.
struct VectorCodeTests {
  @Test func theNearestEntryIsFound() throws {
    for seed in 0..<UInt64(100) {
      var random = RandomStream(seed: seed)
      let (groups, width) = (random.int(1...5), random.int(1...9))
      let (rows, entries) = (random.int(1...40), random.int(1...200))
      let x = try random.tensor(Shape(rows, groups * width))
      let book = try random.tensor(Shape(groups * entries, width))
      let codes = try x.encoded(by: book, groups: groups)
      let (a, b) = (try x.values(), try book.values())
      let numbers = try #require(codes.numbers)
      for row in 0..<rows {
        for group in 0..<groups {
          func distance(_ entry: Int) -> Double {
            (0..<width).reduce(0) {
              let d = Double(
                a[(row * groups + group) * width + $1]
                  - b[(group * entries + entry) * width + $1])
              return $0 + d * d
            }
          }
          let found = distance(numbers[row * groups + group])
          let least = (0..<entries).map(distance).min() ?? 0
          #expect(found <= least * (1 + 1e-5), "seed \(seed)")
        }
      }
    }
  }

  /// Of equal entries the first; what is no number has entry 0.
  @Test func tiesAndNoNumbersHaveAnAnswer() throws {
    let book = try Tensor(Shape(130, 1), (0..<130).map { Float($0 % 65) })
    let x = try Tensor(Shape(3, 1), [64, 3.2, .nan])
    #expect(try x.encoded(by: book, groups: 1).numbers == [64, 3, 0])
  }

  @Test func numbersArePackedToTheBit() {
    for seed in 0..<UInt64(200) {
      var random = RandomStream(seed: seed)
      let bits = random.int(1...32)
      let numbers = (0..<random.int(0...50)).map { _ in
        random.int(0...(1 << bits) - 1)
      }
      let bytes = Packing.packed(numbers, bits: bits)
      #expect(bytes.count == (numbers.count * bits + 7) / 8)
      #expect(bytes.count == Packing(bits: bits).bytes(numbers.count))
      #expect(
        Packing.unpacked(bytes, bits: bits, count: numbers.count) == numbers,
        "seed \(seed)")
    }
    #expect(Packing.packed([1, 2, 3], bits: 3) == [0b1101_0001, 0])
  }

  /// Each round of k-means brings rows nearer to their entries, or not
  /// farther; with an entry a row nothing is left.
  @Test func kMeansComesNearer() throws {
    for seed in 0..<UInt64(20) {
      var random = RandomStream(seed: seed)
      let (groups, width) = (random.int(1...3), random.int(1...4))
      let rows = random.int(2...60)
      let x = try random.tensor(Shape(rows, groups * width))
      let entries = random.int(1...rows)
      func distance(_ rounds: Int, _ entries: Int) throws -> Float {
        var random = RandomStream(seed: seed)
        let book = try Codebook.fitted(
          to: x, groups: groups, entries: entries, rounds: rounds,
          random: &random)
        return try book.decoded(
          x.encoded(by: book, groups: groups), as: x.shape
        )
        .meanSquareError(x).values()[0]
      }
      let found = try [0, 1, 4, 12].map { try distance($0, entries) }
      for (earlier, later) in zip(found, found.dropFirst()) {
        #expect(later <= earlier * 1.05 + 1e-6, "seed \(seed)")
      }
      #expect(try distance(3, rows) < 1e-10, "seed \(seed)")
    }
  }

  @Test func noiseHasItsMeanAndDeviation() throws {
    let columns = 5
    let means: [Float] = [0, 1, -2, 0.5, 0]
    let deviations: [Float] = [1, 0, 0.5, 2, 3]
    let rows = 20_000
    let found = try Tensor(
      Shape(rows, columns), [Float](repeating: 0, count: rows * columns)
    ).addingNoise(
      mean: Tensor(Shape(columns), means),
      deviation: Tensor(Shape(columns), deviations), times: 2,
      keys: [SIMD3(1, 2, 3)], seed: 7
    ).values()
    for column in 0..<columns {
      let values = (0..<rows).map { Double(found[$0 * columns + column]) }
      let mean = values.reduce(0, +) / Double(rows)
      let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let deviation = (square / Double(rows)).squareRoot()
      let expected = 2 * Double(deviations[column])
      // Five deviations of the estimates.
      let error = expected / Double(rows).squareRoot()
      #expect(abs(mean - 2 * Double(means[column])) <= 5 * error + 1e-6)
      #expect(abs(deviation - expected) <= 5 * error + 1e-6)
    }
  }
}
