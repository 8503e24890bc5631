import Foundation
import Testing

@testable import Figures

struct GoldenTests {
  private static let here = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent()

  /// Compares with a golden file, or rewrites it where `UPDATE_GOLDEN=1`.
  func expect(_ text: String, isGolden name: String) throws {
    let golden = Self.here.appendingPathComponent("Golden/\(name)")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try Data(text.utf8).write(to: golden)
    }
    #expect(try String(contentsOf: golden, encoding: .utf8) == text)
  }

  @Test func lines() throws {
    try House.with { house in
      let text = try script(of: house.lossFigure(), for: house.plots)
      try expect(text, isGolden: "loss.gp")
    }
  }

  @Test func bars() throws {
    try House.with { house in
      let figure = FigureSpecification(
        name: "bars", csv: house.csv("loss.csv"), x: "loss",
        y: ["compute_s", "wait_s"], panel: "scheme",
        filter: [.init("collective", "all-gather")], kind: .stackedBars)
      let text = try script(of: figure, for: house.plots)
      try expect(text, isGolden: "bars.gp")
    }
  }

  @Test func winners() throws {
    try House.with { house in
      var figure = house.mapFigure()
      (figure.panel, figure.goal) = ("seed", .greatest)
      let text = try script(of: figure, for: house.plots)
      try expect(text, isGolden: "map.gp")
    }
  }

  @Test func theStyleFileOfTheRepositoryIsTheOneThatIsWritten() throws {
    let file = Self.here.appendingPathComponent("../../plots/style.gp")
    #expect(try String(contentsOf: file, encoding: .utf8) == Style.text)
  }

  @Test func aSpecificationIsReadWithItsDefaults() throws {
    let json = #"{"name": "a", "csv": "a.csv", "x": "x", "y": ["y"]}"#
    let read = try JSONDecoder().decode(
      FigureSpecification.self, from: Data(json.utf8))
    let written = FigureSpecification(
      name: "a", csv: "a.csv", x: "x", y: ["y"])
    #expect(read == written)
    let all = FigureSpecification(
      name: "b", csv: "b.csv", title: "t", x: "x", y: ["y", "z"],
      series: ["s"], panel: "p", filter: [.init("q", "1")],
      kind: .winners, ribbon: .minMax, best: "m", goal: .greatest, logX: true,
      logY: true,
      xLabel: "X", yLabel: "Y", width: 17, height: 6)
    let again = try JSONDecoder().decode(
      FigureSpecification.self, from: JSONEncoder().encode(all))
    #expect(again == all)
  }
}
