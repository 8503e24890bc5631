import TestSupport
import Testing

@testable import Tensors

/// What channels do to values.
struct ChannelErrorTests {
  @Test func meanSquares() throws {
    let tensor = try Tensor(Shape(4, 2), [1, 1, 2, 2, 0, 0, 3, -1])
    #expect(tensor.meanSquares(parts: 1) == [2.5])
    #expect(tensor.meanSquares(parts: 2) == [2.5, 2.5])
    #expect(tensor.meanSquares(parts: 4) == [1, 4, 0, 5])
    #expect(Tensor(Shape(4, 2)).meanSquares(parts: 2) == [0, 0])
  }

  /// Levels lie evenly from limit to limit, and the nearest is taken.
  @Test(arguments: 1...10)
  func nearestLevels(bits: Int) throws {
    var random = RandomStream(seed: UInt64(bits))
    let limit: Float = 4
    let count = 1 << bits
    let levels = (0..<count).map {
      Float($0) * 2 * limit / Float(count - 1) - limit
    }
    let tensor = try random.tensor(Shape(40, 25))
    let values = try tensor.values().map { 3 * $0 }
    let found = try Tensor(tensor.shape, values)
      .evenlyQuantized(bits: bits, limits: [limit]).values()
    for (value, found) in zip(values, found) {
      let nearest = levels.map { abs($0 - value) }.min() ?? 0
      #expect(abs(abs(found - value) - nearest) < 1e-5, "\(value)")
      #expect(levels.contains { abs($0 - found) < 1e-5 })
    }
  }

  @Test func eachPartHasItsLimit() throws {
    let tensor = try Tensor(Shape(3, 2), [9, -9, 9, -9, 9, -9])
    let found = try tensor.evenlyQuantized(bits: 3, limits: [1, 2, 0])
    #expect(try found.values() == [1, -1, 2, -2, 0, 0])
    #expect(throws: TensorError.self) {
      try tensor.evenlyQuantized(bits: 3, limits: [1, 2, 3, 4])
    }
  }

  /// Deviation by row, as asked for; rows and seeds have numbers of their own.
  @Test func noiseByRow() throws {
    let (rows, columns) = (3, 20_000)
    let zeros = try Tensor(
      Shape(rows, columns), [Float](repeating: 0, count: rows * columns))
    let deviations: [Float] = [0, 1, 0.25]
    let keys = (0..<rows).map { SIMD3<UInt32>(7, 1, UInt32($0)) }
    func noise(_ seed: UInt64) throws -> [Float] {
      try zeros.addingNoise(deviations: deviations, keys: keys, seed: seed)
        .values()
    }
    let found = try noise(5)
    for (row, deviation) in deviations.enumerated() {
      let part = found[row * columns..<(row + 1) * columns]
      let mean = part.reduce(0) { $0 + Double($1) } / Double(columns)
      let square =
        part.reduce(0) { $0 + Double($1) * Double($1) } / Double(columns)
      #expect(abs(mean) <= 0.03 * Double(deviation))
      #expect(
        abs(square - Double(deviation * deviation))
          <= 0.03 * Double(deviation * deviation))
    }
    #expect(Array(found[columns..<columns + 4]) != Array(found.suffix(4)))
    #expect(try noise(5) == found)
    #expect(try noise(6) != found)
    #expect(throws: TensorError.self) {
      try zeros.addingNoise(deviations: [1], keys: keys, seed: 1)
    }
  }
}
