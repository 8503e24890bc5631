import Cluster
import Tensors
import TestSupport
import Testing

/// Runs of things in proportion to loads.
struct LoadPartitionTests {
  @Test(arguments: [
    (10, [1.0, 1, 1], [4, 3, 3]), (12, [2, 1, 1], [6, 3, 3]),
    (4, [0.63, 0.2, 0.05, 0.12], [1, 1, 1, 1]),
    (172, [0.63, 0.2, 0.05, 0.12], [108, 34, 9, 21]),
    (5, [0, 0, 1], [1, 1, 3]), (2, [1, 1, 1], [1, 1, 0]),
    (7, [0, 0], [4, 3]), (0, [1, 2], [0, 0]),
  ])
  func table(count: Int, loads: [Double], sizes: [Int]) {
    #expect(partition(count, by: loads).map(\.count) == sizes)
  }

  /// They fill the whole in order; where there is enough for all, everybody
  /// has one, and who is not held up by that is less than one off.
  @Test func laws() {
    for seed in 0..<UInt64(500) {
      var random = RandomStream(seed: seed)
      let loads = (0..<random.int(1...9)).map { _ in
        Double(random.int(0...1000)) / 1000
      }
      let count = random.int(0...60)
      let runs = partition(count, by: loads)
      #expect(runs.count == loads.count)
      #expect(runs.reduce(0) { $0 + $1.count } == count, "seed \(seed)")
      for (a, b) in zip(runs, runs.dropFirst()) {
        #expect(a.upperBound == b.lowerBound, "seed \(seed)")
      }
      if count >= loads.count {
        #expect(runs.allSatisfy { !$0.isEmpty }, "seed \(seed)")
      }
      let sum = loads.reduce(0, +)
      let due = loads.map { Double(count) * $0 / sum }
      if sum > 0, due.allSatisfy({ $0 >= 1 }) {
        for (run, due) in zip(runs, due) {
          #expect(abs(Double(run.count) - due) < 1, "seed \(seed)")
        }
      }
    }
  }
}
