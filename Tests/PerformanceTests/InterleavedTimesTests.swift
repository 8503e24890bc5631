import TestBasics
import Testing

@testable import Performance

struct InterleavedTimesTests {
  /// A clock that only work and references move.
  private final class Hands {
    var seconds = 0.0
    var turns: [String] = []
    var slowness = 1.0

    func turn(_ name: String, _ seconds: Double) {
      turns.append(name)
      self.seconds += seconds * slowness
    }
  }

  private func times(
    _ repetitions: Int, slowness: Double = 1, work: [Double] = [3],
    references: [Double] = [2]
  ) throws -> (InterleavedTimes, Hands) {
    let hands = Hands()
    hands.slowness = slowness
    var (done, asked) = (0, 0)
    let times = try InterleavedTimes(
      repetitions: repetitions, clock: { hands.seconds },
      referenceClock: { hands.seconds },
      reference: {
        hands.turn("reference", references[asked % references.count])
        asked += 1
      },
      work: {
        hands.turn("work", work[done % work.count])
        done += 1
      })
    return (times, hands)
  }

  @Test(arguments: [1, 2, 7])
  func referencesStandOnBothSidesOfEachRepetition(count: Int) throws {
    let (times, hands) = try times(count)
    #expect(times.work.count == count && times.references.count == count + 1)
    let warm = ["reference", "work"]
    let turns =
      Array(repeating: ["reference", "work"], count: count).flatMap { $0 }
      + ["reference"]
    #expect(hands.turns == warm + turns)
    #expect(abs(InterleavedTimes.quotient(of: [times]) - 1.5) < 1e-12)
  }

  @Test func aSlowMachineCancelsOut() throws {
    let (work, references) = ([3.0, 3.5, 2.5], [2.0, 2.25, 1.75, 2.5])
    let honest = try times(9, work: work, references: references).0
    let slow = try times(
      9, slowness: 4, work: work, references: references
    ).0
    #expect(
      abs(
        InterleavedTimes.quotient(of: [slow])
          - InterleavedTimes.quotient(of: [honest])) < 1e-12)
    #expect(abs(slow.seconds - 4 * honest.seconds) < 1e-12)
  }

  /// What strikes some repetitions changes nothing, on either side.
  @Test func disturbedRepetitionsDoNotCount() throws {
    var random = SeededNumbers(seed: 12)
    for _ in 0..<50 {
      var work = Array(repeating: 3.0, count: 11)
      for index in Array(0..<11).shuffled(using: &random).prefix(5) {
        work[index] *= 1 + 10 * Double.random(in: 0...1, using: &random)
      }
      let references = work.map { 2 * $0 / 3 } + [2]
      let times = try InterleavedTimes(
        work: work.shuffled(using: &random), references: references)
      #expect(abs(InterleavedTimes.quotient(of: [times]) - 1.5) < 1e-12)
    }
  }

  /// Of several processes one that was alone is enough.
  @Test func processesAreTakenTogether() throws {
    let alone = try InterleavedTimes(
      work: Array(repeating: 3, count: 24),
      references: Array(repeating: 2, count: 25))
    let beside = try InterleavedTimes(
      work: Array(repeating: 4.5, count: 24),
      references: Array(repeating: 2.1, count: 25))
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
      ([], [1]), ([1], [1]), ([1, 1], [1, 1]), ([0], [1, 1]), ([1], [1, 0]),
      ([-1], [1, 1]), ([.nan], [1, 1]), ([1], [.infinity, 1]),
    ]
    for (work, references) in cases {
      #expect(throws: MeasuringError.times) {
        try InterleavedTimes(work: work, references: references)
      }
    }
  }

  @Test(arguments: [WorkClock.thread, .children])
  func clocksNeverGoBack(clock: WorkClock) {
    var last = clock.seconds
    for _ in 0..<1000 {
      let now = clock.seconds
      #expect(now >= last)
      last = now
    }
  }
}
