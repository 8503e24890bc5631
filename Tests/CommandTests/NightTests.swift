import Foundation
import Performance
import Regression
import TestBasics
import Testing

@testable import ShardbenchKit

/// A night measures, appends, judges, and measures again what is suspicious.
struct NightTests {
  private func inFolder(_ work: (URL) throws -> Void) throws {
    try withTemporaryFolder {
      try work($0.appendingPathComponent("history.csv"))
    }
  }

  private let identity = RunIdentity(
    run: "tonight", date: "2026-06-01T03:00:00Z", commit: "new",
    machine: "box")

  private func night(
    _ source: MadeUpFigures, _ history: URL, only: [String] = []
  ) throws -> Night.Outcome {
    try Night(
      source: source, history: history, only: Globs(only), processes: 3
    ).measure(identity)
  }

  /// What attempts measure, relative to the past, and what comes of it.
  @Test(arguments: [
    ([1.0, 1, 1, 1], Comparison.Outcome.noChange, 1),
    ([1.1, 1.1, 1.11, 1.1], .regression, 4),
    ([1.1, 1.0, 1.0, 1.0], .noChange, 4),
    // One rerun of three decides nothing, either way.
    ([1.1, 1.1, 1.0, 1.1], .regression, 4),
    ([1.1, 1.0, 1.1, 1.0], .noChange, 4),
    ([0.9, 0.9, 0.9, 0.9], .improvement, 4),
    ([0.9, 1.1, 1.1, 1.1], .noChange, 4),
  ])
  func confirming(
    attempts: [Double], outcome: Comparison.Outcome, rows: Int
  ) throws {
    try inFolder { history in
      try History.write(quietNights(), to: history)
      let source = MadeUpFigures { _, order in attempts[order / 100 - 1] }
      let found = try night(source, history)
      #expect(found.comparison.outcome == outcome)
      #expect(found.confirmed == (rows > 1 ? ["a"] : []))
      let new = try History(reading: history).measurements
        .filter { $0.run == "tonight" }
      #expect(new.map(\.attempt) == Array(1...rows))
      #expect(new.allSatisfy { $0.repetitions == 1 && $0.commit == "new" })
      #expect(
        new.map(\.value).elementsEqual(attempts.prefix(rows)) { a, b in
          abs(a - b) < 1e-9
        })
    }
  }

  /// Counts that have changed are counted again, alone; one that was wrong
  /// decides nothing.
  @Test(arguments: [
    ([100.0], Comparison.Outcome.noChange), ([105, 100, 100], .noChange),
    ([105, 100, 105], .regression), ([105, 105, 105], .regression),
    ([95, 95, 95], .improvement), ([95, 100, 100], .noChange),
  ])
  func countingAgain(attempts: [Double], outcome: Comparison.Outcome) throws {
    try inFolder { history in
      try History.append(
        (1...10).map { night in
          HistoryRow(
            run: "n-\(night)",
            date: String(format: "2026-05-%02dT03:00:00Z", night), commit: "c",
            machine: "box", series: "n[1]", family: .counted, unit: "calls",
            value: 100)
        }, to: history)
      let source = Counts(attempts: attempts)
      let found = try Night(
        source: source, history: history, only: Globs([]), processes: 8
      ).measure(identity)
      #expect(found.comparison.outcome == outcome)
      #expect(found.confirmed == (attempts.count > 1 ? ["n[1]"] : []))
      let rows = try History(reading: history).measurements
        .filter { $0.run == "tonight" }
      #expect(rows.map(\.value) == attempts)
      #expect(rows.map(\.attempt) == Array(1...attempts.count))
    }
  }

  /// A count of each attempt.
  private struct Counts: FigureSource {
    let attempts: [Double]

    func figures(
      _ family: Figure.Family, _ only: Globs, order: Int,
      onFigure: (Figure) -> Void
    ) throws -> [Figure] {
      guard family == .counted, only.matches("n[1]") else { return [] }
      // Again only what has changed.
      #expect(order < 200 || !only.matches("other"))
      return [
        Figure("n[1]", .counted, attempts[order / 100 - 1], unit: "calls")
      ]
    }
  }

  /// Only what is suspicious gets more rows; all times are taken beside it.
  @Test func onlySuspiciousSeriesAreConfirmed() throws {
    try inFolder { history in
      try History.write(quietNights(["a", "b[1]", "c"]), to: history)
      let source = MadeUpFigures(["a", "b[1]", "c"]) { name, _ in
        name == "b[1]" ? 1.2 : 1
      }
      let found = try night(source, history)
      #expect(found.confirmed == ["b[1]"])
      #expect(
        source.asked.filter { $0.hasPrefix("deterministic") }.count == 1)
      #expect(source.asked.filter { $0.hasPrefix("counted") }.count == 1)
      // Three processes, and three times as many again as their half.
      #expect(source.asked.filter { $0.hasPrefix("wall") }.count == 3 + 3 * 2)
      #expect(Set(source.asked).count == source.asked.count)
      let rows = try History(reading: history).measurements
        .filter { $0.run == "tonight" }
      #expect(rows.filter { $0.series == "b[1]" }.count == 4)
      #expect(rows.count == 6)
    }
  }

  @Test func othersAreNotJudgedWhereSomeWereAskedFor() throws {
    try inFolder { history in
      try History.write(quietNights(["a", "b"]), to: history)
      let source = MadeUpFigures(["a", "b"]) { _, _ in 1 }
      let found = try night(source, history, only: ["a"])
      #expect(found.comparison.series.map(\.series.name) == ["a"])
      #expect(found.comparison.outcome == .noChange)
    }
  }

  /// A series that is no longer measured is never a success.
  @Test func aSeriesThatIsGone() throws {
    try inFolder { history in
      try History.write(quietNights(["a", "b"]), to: history)
      let found = try night(MadeUpFigures(["a"]) { _, _ in 1 }, history)
      #expect(found.comparison.outcome == .nothingMeasured)
    }
  }

  @Test func nothingIsAppendedIfMeasuringFails() throws {
    try inFolder { history in
      try History.write(quietNights(), to: history)
      let before = try Data(contentsOf: history)
      let source = MadeUpFigures { _, order in
        guard order < 102 else {
          throw MeasuringError.ended(program: "p", status: 9)
        }
        return 1
      }
      #expect(complaint { _ = try night(source, history) }.contains("status 9"))
      #expect(try Data(contentsOf: history) == before)
      let none = try night(MadeUpFigures([]) { _, _ in 1 }, history)
      #expect(none.comparison.outcome == .nothingMeasured)
      #expect(none.comparison.run == "tonight")
      #expect(try Data(contentsOf: history) == before)
    }
  }

  /// Times that do not agree are taken in more processes, up to three times as
  /// many; others are not.
  @Test(
    arguments: [
      // Processes that were alone for a moment: all, one, and from the tenth on,
      // when four of 78 repetitions are a twentieth.
      (Array(0..<24), 8), ([3], 24), ([3] + Array(10..<24), 13),
    ])
  func disagreement(alone: [Int], processes: Int) throws {
    try inFolder { history in
      let slow = Array(repeating: 1.1, count: 5)
      let source = MadeUpFigures(others: slow) { _, order in
        alone.contains(order % 100) ? 1 : 1.1
      }
      _ = try Night(
        source: source, history: history, only: Globs([]), processes: 8
      ).measure(identity)
      // Without what is measured again.
      let walls = source.asked.filter {
        $0.hasPrefix("wall") && ($0.split(separator: " ").last ?? "") < "200"
      }
      #expect(walls.count == processes)
    }
  }

  /// A run of the future is not judged in place of tonight's.
  @Test func aClockThatWasWrong() throws {
    try inFolder { history in
      try History.write(quietNights(), to: history)
      try History.append(
        [
          HistoryRow(
            run: "later", date: "2099-01-01T03:00:00Z", commit: "c",
            machine: "box", series: "a", family: .wall,
            unit: ReferenceKernel.unit, value: 1)
        ], to: history)
      let before = try Data(contentsOf: history)
      let source = MadeUpFigures { _, _ in 1.5 }
      let told = complaint { _ = try night(source, history) }
      #expect(told.contains("run 'later' is of 2099-01-01T03:00:00Z"))
      #expect(source.asked.isEmpty)
      #expect(try Data(contentsOf: history) == before)
    }
  }

  /// A change that lasts stays one, night after night, until it is accepted.
  @Test(arguments: [1.04, 1.1, 0.9])
  func aChangeThatLasts(level: Double) throws {
    try inFolder { history in
      try History.write(quietNights(), to: history)
      let source = MadeUpFigures { _, _ in level }
      for day in 1...12 {
        let outcome = try Night(
          source: source, history: history, only: Globs([]), processes: 1
        ).measure(
          RunIdentity(
            run: "slow-\(day)",
            date: String(format: "2026-06-%02dT03:00:00Z", day), commit: "new",
            machine: "box")
        ).comparison.outcome
        #expect(outcome == (level > 1 ? .regression : .improvement), "\(day)")
      }
    }
  }

  @Test func theFirstNight() throws {
    try inFolder { history in
      let found = try night(MadeUpFigures { _, _ in 1 }, history)
      #expect(found.comparison.outcome == .nothingMeasured)
      #expect(found.comparison.series.map(\.status) == [.noHistory])
    }
  }
}
