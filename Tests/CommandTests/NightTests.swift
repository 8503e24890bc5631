import Foundation
import Performance
import Regression
import TestBasics
import Testing

@testable import ShardbenchKit

/// A night measures, appends, judges, and measures again what is suspicious.
struct NightTests {
  private func inFolder(_ work: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("night-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try work(folder.appendingPathComponent("history.csv"))
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

  /// Only what is suspicious is measured again, and only its times.
  @Test func onlySuspiciousSeriesAreMeasuredAgain() throws {
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
      let again = source.asked.filter { $0.contains("b\\[1]") }
      #expect(again.count == 18 && again.allSatisfy { $0.hasPrefix("wall") })
      #expect(Set(source.asked).count == source.asked.count)
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
      let none = MadeUpFigures([]) { _, _ in 1 }
      #expect(
        complaint { _ = try night(none, history) }
          .contains("nothing was measured"))
      #expect(try Data(contentsOf: history) == before)
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
    let outcome = try ABComparison(
      base: source("old", 1), changed: source("new", slowness),
      only: Globs([]), pairs: 8
    ).measure()
    #expect(outcome.unpaired == ["new", "old"])
    let round = ["old", "new", "new", "old"]
    #expect(turns.names == Array([round, round, round, round].joined()))
    let comparison = try Comparison(
      of: outcome.series, base: "x", commit: "y", machine: "box",
      date: "2026-06-01T03:00:00Z")
    #expect(comparison.outcome.rawValue == status)
    #expect(comparison.series.map(\.series.name) == ["a"])
  }

  private final class Turns {
    var names: [String] = []
  }
}
