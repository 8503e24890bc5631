import TestBasics
import Testing

@testable import Performance

struct RoundsTests {
  /// A clock that only work and references move.
  private final class Hands {
    var seconds = 0.0
    var turns: [String] = []
    var slowness = 1.0
  }

  /// Takes `seconds` on the clock, one number each time, round and round.
  private func taking(
    _ seconds: [Double], _ name: String, on hands: Hands
  ) -> () -> Void {
    var done = 0
    return {
      hands.turns.append(name)
      hands.seconds += seconds[done % seconds.count] * hands.slowness
      done += 1
    }
  }

  private func turn(
    _ name: String, _ hands: Hands, repetitions: Int = 99,
    work: [Double] = [3], references: [Double] = [2]
  ) -> Rounds.Turn {
    Rounds.Turn(
      repetitions: repetitions, clock: { hands.seconds },
      referenceClock: { hands.seconds },
      reference: taking(references, "reference", on: hands),
      warm: taking([5], "warm", on: hands),
      work: taking(work, name, on: hands))
  }

  @Test(arguments: [1, 2, 7])
  func eachRoundHasAllWorkOnceAReferenceBeforeEach(rounds: Int) throws {
    let hands = Hands()
    let times = try Rounds.times(
      of: ["a", "b"].map { turn($0, hands) }, rounds: rounds)
    let first = ["reference", "a", "reference", "b"]
    let round = ["reference", "warm", "a", "reference", "warm", "b"]
    #expect(
      hands.turns == first + Array(repeating: round, count: rounds).joined())
    for times in times {
      #expect(times.work.count == rounds && times.references.count == rounds)
      // What warms up is on no clock.
      #expect(abs(InterleavedTimes.quotient(of: [times]) - 1.5) < 1e-12)
    }
  }

  /// Rare turns are spread over the rounds, and are as many as they shall be.
  @Test func longWorkTakesPartInSomeRounds() throws {
    for rounds in [1, 4, 16] {
      for repetitions in 1...20 {
        let hands = Hands()
        let times = try Rounds.times(
          of: [
            turn("long", hands, repetitions: repetitions), turn("short", hands),
          ], rounds: rounds)
        #expect(times[0].work.count == min(repetitions, rounds))
        let order = hands.turns.filter { $0 == "long" || $0 == "short" }
          .dropFirst(2)
        let runs = order.split(
          separator: "long", omittingEmptySubsequences: false
        )
        .map(\.count)
        let between = runs.dropFirst().dropLast()
        #expect((between.max() ?? 0) - (between.min() ?? 0) <= 1)
      }
    }
  }

  @Test func aSlowMachineCancelsOut() throws {
    func times(slowness: Double) throws -> InterleavedTimes {
      let hands = Hands()
      hands.slowness = slowness
      return try Rounds.times(
        of: [
          turn(
            "work", hands, work: [3, 3.5, 2.5],
            references: [2, 2.25, 1.75, 2.5]
          )
        ], rounds: 9)[0]
    }
    let (honest, slow) = (try times(slowness: 1), try times(slowness: 4))
    #expect(
      abs(
        InterleavedTimes.quotient(of: [slow])
          - InterleavedTimes.quotient(of: [honest])) < 1e-12)
    #expect(abs(slow.seconds - 4 * honest.seconds) < 1e-12)
  }

  @Test func aClockThatStandsStillIsAnError() {
    let hands = Hands()
    #expect(throws: MeasuringError.times) {
      try Rounds.times(of: [turn("none", hands, work: [0])])
    }
    #expect(throws: MeasuringError.line("broken")) {
      try Rounds.times(of: [
        Rounds.Turn(
          repetitions: 1, clock: { 0 }, referenceClock: { 0 }, reference: {},
          warm: {}, work: { throw MeasuringError.line("broken") })
      ])
    }
  }
}
