import TestBasics
import Foundation
import Tables
import Testing

@testable import Figures

/// gnuplot's winners against those of a plain search, over random tables.
@Suite(.enabled(if: Gnuplot.isInstalled, "gnuplot is not installed"))
struct RandomWinnerTests {
  struct Row {
    var x: Double
    var y: String
    var series: String
    var panel: String
    var value: Double?
  }

  /// Rows with few different values, so that ties occur.
  func rows(seed: Int) -> [Row] {
    var random = SeededNumbers(seed: seed)
    let xs = (0..<Int.random(in: 1...20, using: &random)).map { _ in
      Double.random(in: 0...500, using: &random)
    }
    return (0..<Int.random(in: 5...120, using: &random)).map { _ in
      Row(
        x: xs.randomElement(using: &random) ?? 0,
        y: ["many", "few", "it's"].randomElement(using: &random) ?? "",
        series: ["cats", "voltage", "a_b", "10", "single"]
          .randomElement(using: &random) ?? "",
        panel: ["10", "9"].randomElement(using: &random) ?? "",
        value: Int.random(in: 0..<4, using: &random) == 0
          ? nil : Double(Int.random(in: -1...6, using: &random)) / 3)
    }
  }

  /// Who wins each square, by its panel, y and x.
  func winners(
    _ rows: [Row], least: Bool, order: [String]
  ) -> [[String]: String] {
    Dictionary(grouping: rows) { [$0.panel, $0.y, "\($0.x)"] }
      .mapValues { rows in
        var champion = ""
        var record = Double.infinity
        for name in order {
          let values = rows.filter { $0.series == name }.compactMap(\.value)
          guard !values.isEmpty else { continue }
          let mean = values.reduce(0, +) / Double(values.count)
          let score = least ? mean : -mean
          // Means of thirds differ by rounding only, or by much more.
          if score < record - 1e-6 { (champion, record) = (name, score) }
        }
        return champion
      }
  }

  @Test(arguments: 1...16)
  func gnuplotAgreesWithAPlainSearch(seed: Int) throws {
    let rows = rows(seed: seed)
    guard rows.contains(where: { $0.value != nil }) else { return }
    let isLeast = seed % 2 == 0
    try House.with { house in
      let table = try Table(
        columns: ["x", "y", "s", "p", "v"],
        rows: rows.map {
          [
            Table.text(of: $0.x), $0.y, $0.series, $0.panel,
            $0.value.map(Table.text(of:)) ?? "",
          ]
        })
      try table.write(to: URL(fileURLWithPath: house.csv("r.csv")))
      let figure = FigureSpecification(
        name: "r", csv: house.csv("r.csv"), x: "x", y: ["y"], series: ["s"],
        panel: "p", kind: .winners, best: "v",
        goal: isLeast ? .least : .greatest)
      // Without empty cells, axes and series are in order of appearance.
      func appearing(_ cells: [String]) -> [String] {
        var seen: Set<String> = []
        return cells.filter { seen.insert($0).inserted }
      }
      let xs = Set(rows.map(\.x)).sorted()
      let ys = appearing(rows.map(\.y))
      let names = appearing(rows.map(\.series))
      let panels = ["9", "10"].filter { p in rows.contains { $0.panel == p } }
      let wanted = winners(rows, least: isLeast, order: names)
      let ranked = names.filter(wanted.values.contains)

      let found = try house.squares(of: figure)
      #expect(found.count == panels.count * xs.count * ys.count)
      for square in found {
        let key = [panels[square.panel], ys[square.y], "\(xs[square.x])"]
        let place = wanted[key].map { name in
          (ranked.firstIndex(of: name) ?? -1) + 1
        }
        #expect(square.place == place ?? -1, "\(key)")
      }

      let selection = try Selection(figure, of: table)
      let key = Winners(try Points(selection), of: selection)
      #expect(key.series.map { selection.series[$0][0] } == ranked)
      #expect(key.hasEmpty == wanted.values.contains(""))
      _ = try draw(figure, into: house.plots)
    }
  }
}
