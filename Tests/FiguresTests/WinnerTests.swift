import Foundation
import Testing

@testable import Figures

@Suite(.enabled(if: Gnuplot.isInstalled, "gnuplot is not installed"))
struct WinnerTests {
  /// The squares of a map of a CSV of x, y, scheme s and value v.
  func squares(
    _ csv: String, _ change: (inout FigureSpecification) -> Void = { _ in }
  ) throws -> [Square] {
    try House.with { house in
      try house.write(csv, to: "t.csv")
      return try house.squares(of: figure(house, change))
    }
  }

  func figure(
    _ house: House, _ change: (inout FigureSpecification) -> Void = { _ in }
  ) -> FigureSpecification {
    var figure = FigureSpecification(
      name: "t", csv: house.csv("t.csv"), x: "x", y: ["y"], series: ["s"],
      kind: .winners, best: "v")
    change(&figure)
    return figure
  }

  @Test func theLeastMeanWinsElseTheGreatest() throws {
    // At (1, 1) a has the mean 3 and b 2; at (2, 1) a has 1 and b 4.
    let csv = "s,x,y,v\na,1,1,2\na,1,1,4\nb,1,1,2\na,2,1,1\nb,2,1,4\n"
    #expect(
      try squares(csv) == [
        Square(panel: 0, x: 0, y: 0, place: 2, lead: "1.50"),
        Square(panel: 0, x: 1, y: 0, place: 1, lead: "4.00"),
      ])
    #expect(
      try squares(csv) { $0.goal = .greatest }.map(\.place) == [1, 2])
    #expect(
      try squares(csv) { $0.goal = .greatest }.map(\.lead)
        == ["1.50", "4.00"])
  }

  @Test func whoHasNoValueDoesNotCompete() throws {
    // (1, 1): only b fits; (2, 1): nobody; (1, 2): not tried; (2, 2): a.
    let csv = """
      s,x,y,v
      a,1,1,
      b,1,1,7
      a,2,1,
      b,2,1,nan
      a,2,2,3
      b,2,2,inf
      ,,,

      """
    #expect(try squares(csv).map(\.place) == [2, 0, -1, 1])
    #expect(try squares(csv).map(\.lead) == ["only", "", "", "only"])
    try House.with { house in
      try house.write(csv, to: "t.csv")
      let drawn = try draw(figure(house), into: house.plots)
      let svg = try String(contentsOf: drawn.svg, encoding: .utf8)
      #expect(svg.contains(/none fits<.t(span|ext)>/))
      #expect(drawn.rowsUsed == 2)
      // Of the two empty squares only the one that was tried has a frame.
      try house.write(
        csv.replacing("a,2,1,\nb,2,1,nan\n", with: ""), to: "t.csv")
      let without = try draw(figure(house), into: house.plots)
      let other = try String(contentsOf: without.svg, encoding: .utf8)
      #expect(!other.contains(/none fits<.t(span|ext)>/))
    }
  }

  @Test(arguments: [
    // Equal, or equal but for rounding: the first of the series.
    ("a", "1", "1", 1), ("b", "1", "1", 1),
    ("a", "0.3", "0.30000000000000004", 1),
    ("a", "0.30000000000000004", "0.3", 1), ("a", "-2", "-2", 1),
    // A difference that is more than rounding decides.
    ("a", "1.0000001", "1", 2), ("a", "0", "0", 1), ("a", "0", "-1e-12", 2),
  ])
  func tiesGoToTheFirst(name: String, one: String, two: String, place: Int)
    throws
  {
    // At x = 0 the other wins, so that both are in the key.
    let other = name == "a" ? "b" : "a"
    let csv = """
      s,x,y,v
      \(name),0,1,5
      \(other),0,1,\(place == 1 ? 4 : 6)
      \(name),1,1,\(one)
      \(other),1,1,\(two)

      """
    #expect(try squares(csv).last?.place == place)
  }

  @Test func theLeadIsShort() throws {
    let pairs = [
      (1, 1.0), (1, 9.994), (1, 9.996), (1, 99.94), (1, 99.96), (1, 9999.4),
      (1, 12345), (0, 3), (-2, 1),
    ]
    var csv = "s,x,y,v\n"
    for (x, pair) in pairs.enumerated() {
      csv += "a,\(x),0,\(pair.0)\nb,\(x),0,\(pair.1)\n"
    }
    #expect(
      try squares(csv).map(\.lead) == [
        "1.00", "9.99", "10.0", "99.9", "100", "9999", "1e+04", "", "",
      ])
  }

  @Test func seriesMayBeTwoColumnsAndAxesWords() throws {
    let csv = """
      s,c,x,y,v
      b,ring,slow,one,2
      b,star,slow,one,1
      a,ring,slow,one,3
      a,ring,fast,100 %,3

      """
    let found = try squares(csv) { $0.series = ["s", "c"] }
    #expect(found.map(\.place) == [1, -1, -1, 2])
    try House.with { house in
      try house.write(csv, to: "t.csv")
      let map = figure(house) { $0.series = ["s", "c"] }
      let svg = try String(
        contentsOf: draw(map, into: house.plots).svg, encoding: .utf8)
      for text in ["b, star", "a, ring", "slow", "fast", "one", "100 %"] {
        #expect(svg.contains(">\(text)<"), "\(text)")
      }
      // Who wins nowhere is not in the key.
      #expect(!svg.contains("b, ring"))
      #expect(svg.contains("Least v wins; numbers: second / first"))
    }
  }

  @Test func aMapIsTheSameBytesEachTime() throws {
    func files() throws -> [Data] {
      try House.with { house in
        let drawn = try draw(house.mapFigure(), into: house.plots)
        #expect(drawn.pointsDrawn == 12)
        let bytes = try [drawn.script, drawn.svg, drawn.pdf].map {
          try Data(contentsOf: $0)
        }
        try Data().write(to: drawn.svg)
        #expect(try plainGnuplot([drawn.script.path], from: house.root) == 0)
        #expect(try Data(contentsOf: drawn.svg) == bytes[1])
        return bytes
      }
    }
    #expect(try files() == files())
  }

  @Test func tenWinnersAreToldApart() throws {
    var csv = "s,x,y,v\n"
    for x in 0..<10 {
      for s in 0..<10 { csv += "s\(s)x,\(x),0,\(s == x ? 1 : 2)\n" }
    }
    #expect(try squares(csv).map(\.place) == Array(1...10))
    try House.with { house in
      try house.write(csv, to: "t.csv")
      let drawn = try draw(figure(house), into: house.plots)
      let svg = try String(contentsOf: drawn.svg, encoding: .utf8)
      for s in 0..<10 { #expect(svg.contains("s\(s)x")) }
      #expect(svg.contains("<pattern"))
    }
  }
}
