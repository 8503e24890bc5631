import TestBasics
import Testing

@testable import Performance

struct InterleavedTimesTests {
  /// What strikes some repetitions changes nothing, on either side.
  @Test func disturbedRepetitionsDoNotCount() throws {
    var random = SeededNumbers(seed: 12)
    for _ in 0..<50 {
      var work = Array(repeating: 3.0, count: 11)
      for index in Array(0..<11).shuffled(using: &random).prefix(5) {
        work[index] *= 1 + 10 * Double.random(in: 0...1, using: &random)
      }
      let references = work.map { 2 * $0 / 3 }
      let times = try InterleavedTimes(
        work: work.shuffled(using: &random), references: references)
      #expect(abs(InterleavedTimes.quotient(of: [times]) - 1.5) < 1e-12)
    }
  }

  /// Of several processes one that was alone is enough.
  @Test func processesAreTakenTogether() throws {
    let alone = try InterleavedTimes(
      work: Array(repeating: 3, count: 24),
      references: Array(repeating: 2, count: 24))
    let beside = try InterleavedTimes(
      work: Array(repeating: 4.5, count: 24),
      references: Array(repeating: 2.1, count: 24))
    for processes in [[alone], [alone, beside], [beside, beside, alone]] {
      #expect(
        abs(InterleavedTimes.quotient(of: processes) - 1.5) < 1e-12)
    }
    #expect(InterleavedTimes.quotient(of: [beside]) > 2.1)
    #expect(InterleavedTimes.quotient(of: []).isNaN)
    for (count, fastest) in [(1, 1), (20, 1), (21, 2), (120, 6)] {
      #expect(
        InterleavedTimes.fastest((0..<count).map { Double(count - $0) })
          == (1...fastest).map(Double.init))
    }
  }

  @Test func timesThatCannotBe() {
    let cases: [([Double], [Double])] = [
      ([], []), ([], [1]), ([1, 1], [1]), ([0], [1]),
      ([1], [0]), ([-1], [1]), ([.nan], [1]), ([1], [.infinity]),
    ]
    for (work, references) in cases {
      #expect(throws: MeasuringError.times) {
        try InterleavedTimes(work: work, references: references)
      }
    }
  }
}
