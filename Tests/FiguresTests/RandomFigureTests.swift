import TestBasics
import Foundation
import Tables
import Testing

@testable import Figures

/// gnuplot's means against those of a plain loop, over random tables.
@Suite(.enabled(if: Gnuplot.isInstalled, "gnuplot is not installed"))
struct RandomFigureTests {
  struct Row {
    var x: Double
    var series: String
    var panel: String
    var y: Double?
  }

  func rows(seed: Int) -> [Row] {
    var random = SeededNumbers(seed: seed)
    let xs = (0..<Int.random(in: 1...12, using: &random)).map { _ in
      Double.random(in: -5...5, using: &random)
    }
    return (0..<Int.random(in: 5...80, using: &random)).map { _ in
      Row(
        x: xs.randomElement(using: &random) ?? 0,
        series: ["cats", "it's", "a_b"].randomElement(using: &random) ?? "",
        panel: ["10", "9"].randomElement(using: &random) ?? "",
        y: Int.random(in: 0..<8, using: &random) == 0
          ? nil : Double.random(in: -1e3...1e3, using: &random))
    }
  }

  /// The least and greatest replicate and the mean, by what sets them apart.
  func expected(_ rows: [Row]) -> [[Double]] {
    var replicates: [[String]: [Double]] = [:]
    for row in rows {
      guard let y = row.y else { continue }
      let key = ["\(row.x)", row.series, row.panel]
      replicates[key, default: []].append(y)
    }
    return replicates.map { key, ys in
      let mean = ys.reduce(0, +) / Double(ys.count)
      let ends = ys.count > 1 ? [ys.min(), ys.max()] : [.nan, .nan]
      return [Double(key[0]) ?? .nan, mean] + ends.compactMap { $0 }
    }
  }

  @Test(arguments: 1...12)
  func gnuplotAgreesWithAPlainLoop(seed: Int) throws {
    let rows = rows(seed: seed)
    try House.with { house in
      let table = try Table(
        columns: ["x", "s", "p", "y"],
        rows: rows.map {
          [
            Table.text(of: $0.x), $0.series, $0.panel,
            $0.y.map(Table.text(of:)) ?? "",
          ]
        })
      try table.write(to: URL(fileURLWithPath: house.csv("r.csv")))
      let figure = FigureSpecification(
        name: "r", csv: house.csv("r.csv"), x: "x", y: ["y"], series: ["s"],
        panel: "p", ribbon: .minMax)
      func sorted(_ points: [[Double]]) -> [[Double]] {
        points.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
      }
      let blocks = try house.means(of: figure)
      let found = sorted(blocks.flatMap { $0 }.filter { !$0[0].isNaN })
      let wanted = sorted(expected(rows))
      #expect(found.count == wanted.count)
      for (a, b) in zip(found, wanted) {
        for (p, q) in zip(a, b) {
          #expect((p.isNaN && q.isNaN) || abs(p - q) < 1e-9, "\(a) \(b)")
        }
      }
      // Within a line, x ascends.
      for block in blocks {
        let xs = block.map { $0[0] }
        #expect(xs == xs.sorted() || xs.contains(where: \.isNaN))
      }
      let drawn = try draw(figure, into: house.plots)
      #expect(drawn.pointsDrawn == wanted.count)
      #expect(drawn.rowsUsed == rows.count { $0.y != nil })
    }
  }
}
