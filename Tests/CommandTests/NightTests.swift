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

  /// Base, changed, changed, base, ...: each has been first as often.
  @Test(arguments: [(1.0, 0), (1.1, 2), (0.9, 4)])
  func twoBuilds(slowness: Double, status: Int32) throws {
    let turns = Turns()
    func source(_ name: String, _ factor: Double) -> MadeUpFigures {
      MadeUpFigures(["a", name]) { series, order in
        if series == "a" { turns.names.append(name) }
        return factor * (1 + 0.002 * Double(order % 3))
      }
    }
    let series = try ABComparison(
      base: source("old", 1), changed: source("new", slowness),
      only: Globs([]), pairs: 8
    ).measure()
    #expect(series.map(\.name) == ["a", "new", "old"])
    #expect(series.map(\.base.count) == [8, 0, 8])
    #expect(series.map(\.changed.count) == [8, 8, 0])
    let round = ["old", "new", "new", "old"]
    #expect(turns.names == Array([round, round, round, round].joined()))
    func compared(_ series: [PairedSeries]) throws -> Comparison {
      try Comparison(
        of: series, base: "x", commit: "y", machine: "box",
        date: "2026-06-01T03:00:00Z")
    }
    // A figure that only the new build has is none to compare with.
    let grown = try compared(Array(series.prefix(2)))
    #expect(grown.outcome.rawValue == status)
    // One that it has lost is never a success.
    let whole = try compared(series)
    #expect(whole.outcome.rawValue == (status == 2 ? 2 : 3))
    #expect(whole.series(.notMeasured).map(\.series.name) == ["old"])
  }

  /// Values of other units are not compared.
  @Test func anotherUnit() throws {
    func source(_ unit: String) -> some FigureSource { OneCount(unit: unit) }
    let series = try ABComparison(
      base: source("B"), changed: source("kB"), only: Globs([]), pairs: 8
    ).measure()
    #expect(series.map(\.unit) == ["B", "kB"])
    #expect(
      series.map { [$0.base.count, $0.changed.count] } == [[1, 0], [0, 1]])
  }

  /// A count of one in some unit.
  private struct OneCount: FigureSource {
    let unit: String

    func figures(
      _ family: Figure.Family, _ only: Globs, order: Int,
      onFigure: (Figure) -> Void
    ) throws -> [Figure] {
      family == .counted ? [Figure("a", .counted, 1, unit: unit)] : []
    }
  }

  private final class Turns {
    var names: [String] = []
  }
}
