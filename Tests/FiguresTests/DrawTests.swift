import Foundation
import Testing

@testable import Figures

@Suite(.enabled(if: Gnuplot.isInstalled, "gnuplot is not installed"))
struct DrawTests {
  @Test func theThreeFilesAppearAndNothingElse() throws {
    try House.with { house in
      let drawn = try draw(house.lossFigure(), into: house.plots)
      #expect(drawn.rowsUsed == 36)
      #expect(drawn.pointsDrawn == 12)
      #expect(
        house.plotNames == ["loss.gp", "loss.pdf", "loss.svg", "style.gp"])
      #expect(try Data(contentsOf: drawn.pdf).starts(with: Data("%PDF".utf8)))
      #expect(try Data(contentsOf: drawn.svg).starts(with: Data("<?xml".utf8)))
    }
  }

  @Test func theSameCSVGivesTheSameBytes() throws {
    func files() throws -> [Data] {
      try House.with { house in
        let drawn = try draw(house.lossFigure(), into: house.plots)
        // A second time in the same place, over the first.
        #expect(try draw(house.lossFigure(), into: house.plots) == drawn)
        return try [drawn.script, drawn.svg, drawn.pdf].map {
          let data = try Data(contentsOf: $0)
          #expect(
            data.range(of: Data(house.root.lastPathComponent.utf8)) == nil)
          #expect(data.range(of: Data(house.root.path.utf8)) == nil)
          return data
        }
      }
    }
    let first = try files()
    #expect(try files() == first)
  }

  @Test func plainGnuplotRedrawsItFromAnyFolder() throws {
    try House.with { house in
      let drawn = try draw(house.lossFigure(), into: house.plots)
      let svg = try Data(contentsOf: drawn.svg)
      let calls = [
        (house.plots, "loss.gp"), (house.root, "plots/loss.gp"),
        (URL(fileURLWithPath: "/"), drawn.script.path),
      ]
      for (folder, path) in calls {
        try Data().write(to: drawn.svg)
        #expect(try plainGnuplot([path], from: folder) == 0)
        #expect(try Data(contentsOf: drawn.svg) == svg, "\(path)")
      }
      let other = house.root.path + "/results/"
      #expect(
        try plainGnuplot(
          ["-e", "into = '\(other)'", "plots/loss.gp"], from: house.root) == 0)
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: other + "loss.svg")) == svg)
    }
  }

  @Test func theScriptReadsTheCSVAgain() throws {
    try House.with { house in
      let drawn = try draw(house.lossFigure(), into: house.plots)
      let before = try Data(contentsOf: drawn.svg)
      try house.write(
        House.lossCSV.replacing("0.3,0.01", with: "0.9,0.01"), to: "loss.csv")
      #expect(try plainGnuplot(["plots/loss.gp"], from: house.root) == 0)
      #expect(try Data(contentsOf: drawn.svg) != before)
    }
  }

  @Test func everyKindWithEveryRibbonIsDrawn() throws {
    try House.with { house in
      for ribbon in FigureSpecification.Ribbon.allCases {
        for kind in [FigureSpecification.Kind.lines, .points] {
          for x in ["loss", "collective"] {
            for log in [false, true] where !(log && x == "collective") {
              var figure = house.lossFigure("\(kind)-\(ribbon)-\(x)-\(log)")
              (figure.kind, figure.ribbon, figure.x) = (kind, ribbon, x)
              (figure.logX, figure.logY) = (log, log)
              figure.panel = nil
              let drawn = try draw(figure, into: house.plots)
              #expect(drawn.pointsDrawn == (x == "loss" && !log ? 6 : 4))
              // A marker without size would make the SVG invalid.
              let svg = try String(contentsOf: drawn.svg, encoding: .utf8)
              #expect(!svg.contains("scale(0.00)"))
            }
          }
        }
      }
    }
  }

  @Test func barsAreStacked() throws {
    try House.with { house in
      let figure = FigureSpecification(
        name: "bars", csv: house.csv("loss.csv"), x: "loss",
        y: ["compute_s", "wait_s"], panel: "scheme", kind: .stackedBars)
      let drawn = try draw(figure, into: house.plots)
      #expect(drawn.pointsDrawn == 12)
      let svg = try String(contentsOf: drawn.svg, encoding: .utf8)
      #expect(svg.contains("Time (ms)"))
      #expect(svg.contains("Compute"))
    }
  }

  @Test func textsAreDrawnAsTheyAre() throws {
    try House.with { house in
      let nasty = [
        "it's", "a_b^{2}", "@home & co", "`date`", "%s", "$x",
        "{/Bold x}", "{", "}%", "#'{", "# no", "é名", "[a;b]",
      ]
      var csv = "name,group,y\n"
      for name in nasty { csv += "\"\(name)\",\"\(name)\",1\n" }
      try house.write(csv, to: "nasty.csv")
      for name in nasty {
        let figure = FigureSpecification(
          name: "it's \(nasty.firstIndex(of: name) ?? 0)",
          csv: house.csv("nasty.csv"), title: name, x: "name", y: ["y"],
          series: ["group"], panel: "group", filter: [.init("group", name)],
          xLabel: name, yLabel: name)
        let drawn = try draw(figure, into: house.plots)
        #expect(drawn.pointsDrawn == 1)
        let svg = try String(contentsOf: drawn.svg, encoding: .utf8)
        let text = name.replacing("&", with: "&amp;")
        // The title, the panel, the tic and the two axes.
        #expect(svg.ranges(of: text).count >= 5, "\(name)")
      }
    }
  }

  @Test func oneEqualPointIsDrawnToo() throws {
    try House.with { house in
      try house.write("x,y\n3,7\n3,7\n", to: "one.csv")
      for log in [false, true] {
        let figure = FigureSpecification(
          name: "one", csv: house.csv("one.csv"), x: "x", y: ["y"],
          ribbon: .ci95, logX: log, logY: log)
        #expect(try draw(figure, into: house.plots).pointsDrawn == 1)
      }
    }
  }

  @Test func figuresAreDrawnAtTheSameTime() async throws {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          try House.with { house in
            try draw(house.lossFigure(), into: house.plots).pointsDrawn
          }
        }
      }
      for try await points in group { #expect(points == 12) }
    }
  }
}
