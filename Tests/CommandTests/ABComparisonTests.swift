import Foundation
import Performance
import Regression
import Testing

@testable import ShardbenchKit

/// Two builds in turn.
struct ABComparisonTests {
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
