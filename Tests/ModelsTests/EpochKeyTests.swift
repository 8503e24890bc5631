import Tensors
import TestSupport
import Testing

@testable import Models

/// Orders, keys, and the sharing of work among threads.
struct EpochKeyTests {
  @Test func ordersArePermutations() {
    for seed in 0..<5 as Range<UInt64> {
      for count in [0, 1, 2, 3, 17, 1000] {
        let key = EpochKey(seed: seed, epoch: 3)
        #expect(key.order(of: count).sorted() == Array(0..<count))
        #expect(key.order(of: count) == key.order(of: count))
      }
    }
  }

  @Test func epochsAndSeedsDiffer() {
    var orders: Set<[Int]> = []
    for seed in 0..<10 as Range<UInt64> {
      for epoch in 0..<10 {
        orders.insert(EpochKey(seed: seed, epoch: epoch).order(of: 50))
      }
    }
    #expect(orders.count == 100)
  }

  /// All 24 orders of four, each nearly 400 times of 9,600; the chi-square
  /// of 23 degrees is above 58 once in 10,000 times.
  @Test func ordersAreEquallyLikely() {
    var counts: [[Int]: Double] = [:]
    for epoch in 0..<9600 {
      counts[EpochKey(seed: 5, epoch: epoch).order(of: 4), default: 0] += 1
    }
    let chi = counts.values.reduce(0) { $0 + ($1 - 400) * ($1 - 400) / 400 }
    #expect(counts.count == 24 && chi < 58)
  }

  @Test func samplesHaveNumbersOfTheirOwn() {
    var seeds: Set<UInt64> = []
    for seed in [0, 1, 1 << 40] as [UInt64] {
      for epoch in 0..<20 {
        for sample in [0, 1, 2, 1 << 33, 1 << 33 + 1] {
          seeds.insert(
            EpochKey(seed: seed, epoch: epoch).seed(sample: sample))
        }
      }
    }
    #expect(seeds.count == 3 * 20 * 5)
  }

  private struct Failure: Error, Equatable { var number: Int }

  /// Every number once; of several errors the one of the least number.
  @Test(arguments: [1, 2, 3, 16])
  func workIsSpread(workers: Int) throws {
    for count in [0, 1, 2, 7, 1000] {
      var done = [Int](repeating: 0, count: count)
      try done.withUnsafeMutableBufferPointer { done in
        try spread(count, over: workers) { done[$0] += 1 }
      }
      #expect(done == [Int](repeating: 1, count: count))
      guard count > 2 else { continue }
      #expect(throws: Failure(number: 2)) {
        try spread(count, over: workers) { number in
          if number >= 2 { throw Failure(number: number) }
        }
      }
    }
  }

  /// Pieces tile every parameter, and each is visited once.
  @Test func piecesTile() throws {
    var random = RandomStream(seed: 9)
    for _ in 0..<50 {
      let parameters = (0..<random.int(1...12)).map { number in
        Parameter(
          "\(number)", Tensor(Shape(random.pick([1, 5, 4096, 4097, 50_000]))))
      }
      let layout = ParameterLayout(parameters)
      for workers in [1, 2, 5] {
        var visits = [Int](repeating: 0, count: layout.pieces.count)
        visits.withUnsafeMutableBufferPointer { visits in
          nonisolated(unsafe) let visits = visits
          layout.forEach(over: workers) { number, _ in visits[number] += 1 }
        }
        #expect(visits.allSatisfy { $0 == 1 })
      }
      var ends = parameters.map { _ in 0 }
      for piece in layout.pieces {
        #expect(piece.range.lowerBound == ends[piece.parameter])
        #expect(piece.range.count <= ParameterLayout.size)
        #expect(
          piece.start
            == layout.starts[piece.parameter] + piece.range.lowerBound)
        ends[piece.parameter] = piece.range.upperBound
      }
      #expect(ends == parameters.map(\.shape.count))
    }
  }
}
