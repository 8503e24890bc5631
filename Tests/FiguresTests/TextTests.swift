import Foundation
import Testing

@testable import Figures

struct TextTests {
  @Test(arguments: [
    ("latency_s", "Latency (s)"), ("air_bytes", "Air (bytes)"),
    ("energy_j", "Energy (J)"), ("ram_peak_bytes", "RAM peak (bytes)"),
    ("devices", "Devices"), ("train_loss", "Train loss"), ("mse", "MSE"),
    ("tokens_per_s", "Tokens per s"), ("s", "S"), ("_", "_"),
    ("medium_bps", "Medium (bit/s)"), ("bandwidth_mbps", "Bandwidth (Mbit/s)"),
    ("energy_delay_js", "Energy delay (J s)"), ("passes_per_s", "Passes per s"),
    ("astra.groups", "Groups"), ("train.epochs", "Epochs"),
  ])
  func aColumnNamesItsAxis(column: String, label: String) {
    #expect(ColumnName(column).label == label)
  }

  @Test(arguments: [
    ("latency_s", "latency"), ("mse", "MSE"), ("ram_peak_bytes", "RAM peak"),
    ("n_heads", "n heads"), ("s", "s"),
  ])
  func aColumnWithinASentence(column: String, words: String) {
    #expect(ColumnName(column).inSentence == words)
  }

  @Test(arguments: [
    ("s", 12.0, "s", "1"), ("s", 0.04, "ms", "1e3"), ("s", 2e-5, "µs", "1e6"),
    ("J", 3e-8, "nJ", "1e9"), ("bytes", 900, "bytes", "1"),
    ("bytes", 2.5e6, "MB", "1e-6"), ("bit/s", 1e6, "Mbit/s", "1e-6"),
    ("%", 1e6, "%", "1"), ("J s", 3e-6, "µJ s", "1e6"),
  ])
  func aUnitTakesThePrefixThatSuits(
    unit: String, greatest: Double, name: String, factor: String
  ) {
    let scaled = AxisUnit(unit, greatest: greatest)
    #expect(scaled.name == name)
    #expect(scaled.factor == factor)
  }

  @Test func severalColumnsShareAWord() {
    func shared(_ columns: String...) -> String {
      sharedWords(columns.map(ColumnName.init))
    }
    #expect(shared("compute_s", "wait_s") == "Time")
    #expect(shared("radio_j", "core_j") == "Energy")
    #expect(shared("mse", "mae") == "MSE, MAE")
    #expect(shared("mse", "wait_s") == "")
    #expect(shared("latency_s") == "Latency")
  }

  @Test func gnuplotSeesTextsAsTheyAre() {
    #expect(quoted("it's") == "'it''s'")
    #expect(quoted("a\nb\u{0}c") == "'a b c'")
    #expect(quoted("'\u{301}") == "'''\u{301}'")
    #expect(shellQuoted("it's $HOME") == "'it'\\''s $HOME'")
  }

  @Test func aLongArrayIsBroken() {
    let lines = array("X", (0..<60).map { "\($0 * 1000)" })
      .split(separator: "\n")
    #expect(lines.count > 4)
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines.dropLast().allSatisfy { $0.hasSuffix(" \\") })
    #expect(array("A", ["1", "2"]) == "array A[2] = [1, 2]")
  }

  @Test(arguments: [
    ("/a/results/x.csv", "/a/plots", "../results/x.csv"),
    ("/a/plots/x.csv", "/a/plots", "./x.csv"),
    ("/a/plots/b/<x.csv", "/a/plots", "./b/<x.csv"),
    ("/a/x.csv", "/a/b/c", "../../x.csv"),
  ])
  func aPathIsFoundFromTheScript(file: String, folder: String, path: String) {
    let found = relativePath(
      of: URL(fileURLWithPath: file), from: URL(fileURLWithPath: folder))
    #expect(found == path)
  }

  @Test func valuesAreInOrderOfNumberElseOfAppearance() {
    #expect(distinct(["10", "9", "10", "0.5"]) == ["0.5", "9", "10"])
    #expect(distinct(["b", "1", "a", "b"]) == ["b", "1", "a"])
    #expect(
      product([["a", "b"], ["x", "y"]])
        == [["a", "x"], ["a", "y"], ["b", "x"], ["b", "y"]])
  }

  @Test func onlyTheDateOfAPDFChanges() {
    let text = "x /CreationDate (D:20260102030405Z00'00) y"
    var data = Data(text.utf8)
    fixCreationDate(&data)
    #expect(
      String(decoding: data, as: UTF8.self)
        == "x /CreationDate (D:20000101000000Z00'00) y")
    for broken in ["", "no date", "/CreationDate (D:2026"] {
      var data = Data(broken.utf8)
      fixCreationDate(&data)
      #expect(data == Data(broken.utf8))
    }
  }
}

struct LayoutTests {
  func layout(
    panels: Int = 1, key: [String] = [], x: [String] = [], y: [String] = [],
    _ change: (inout FigureSpecification) -> Void = { _ in }
  ) -> Layout {
    var figure = FigureSpecification(name: "a", csv: "a", x: "x", y: ["y"])
    change(&figure)
    return Layout(figure, panels: panels, key: key, x: x, y: y)
  }

  @Test(arguments: [(1, 1, 1), (2, 2, 1), (3, 3, 1), (4, 2, 2), (5, 3, 2)])
  func panelsStandInAGrid(panels: Int, columns: Int, rows: Int) {
    let found = layout(panels: panels)
    #expect(found.columns == columns)
    #expect(found.rows == rows)
    #expect(found.width == 8.5 * Double(columns))
    #expect(found.height == 5.5 * Double(rows))
    #expect(found.panelWidth > 6 && found.panelHeight > 3)
  }

  @Test func aLongKeyLeavesThePanelsTheirHeight() {
    let short = layout(key: ["a", "b"])
    let names = (0..<4).map { "a scheme with a long name \($0)" }
    let long = layout(key: names)
    #expect(short.keyRows == 1)
    #expect(long.keyRows == 4)
    #expect(abs(long.panelHeight - short.panelHeight) < 1e-9)
    #expect(layout(key: names) { $0.height = 5.5 }.height == 5.5)
    #expect(layout(key: ["alone"]).keyRows == 0)
  }

  @Test func longWordsAreSlantedAndHaveRoom() {
    #expect(layout(x: ["a", "b"]).turn == 0)
    let words = layout(x: ["nRF52840 with a mixer", "ESP32", "Siracusa"])
    #expect(words.turn == 35)
    #expect(words.bottom > layout().bottom + 1)
  }

  /// The layout of a map with so many squares across and up.
  func map(
    _ across: Int, _ up: Int, key: [String] = ["a"], word: String = "16",
    _ change: (inout FigureSpecification) -> Void = { _ in }
  ) -> Layout {
    let words = [String](repeating: word, count: across)
    return layout(
      key: key, x: words, y: [String](repeating: word, count: up)
    ) {
      $0.kind = .winners
      change(&$0)
    }
  }

  @Test func squaresAreNeitherFlatNorTowers() {
    for across in [1, 2, 6, 11, 20] {
      for up in [1, 2, 4, 8, 20] {
        let found = map(across, up)
        #expect(found.width == 8.5)
        #expect((0.44...0.91).contains(found.squareHeight))
        let drawn = found.squareHeight * Double(up)
        #expect(abs(drawn + found.top + found.bottom - found.height) < 1e-9)
        #expect(map(across, up) { $0.height = 7 }.height == 7)
      }
    }
  }

  @Test func numbersStandWhereTheyHaveRoom() {
    #expect(map(6, 4).hasNumbers)
    #expect(map(10, 4).hasNumbers)
    #expect(!map(20, 4).hasNumbers)
    #expect(!map(6, 4) { $0.height = 3 }.hasNumbers)
  }

  @Test func textsBesideAMapHaveRoom() {
    #expect(map(6, 4).turn == 0)
    #expect(map(20, 4, word: "1000").turn == 90)
    #expect(map(6, 4, word: "tensor-parallel").turn == 35)
    #expect(map(6, 4, word: "tensor-parallel").left > map(6, 4).left + 1)
    // A map has a key even of one, or none, and a note below.
    #expect(map(6, 4).keyRows == 1 && map(6, 4, key: []).keyRows == 0)
    #expect(map(6, 4).bottom > layout().bottom)
  }

  /// What another scheme was told says nothing about a series.
  @Test func settingsOfOtherSchemesAreLeftOut() throws {
    try House.with { house in
      try house.write(
        """
        scheme,astra.groups,devices,latency_s
        voltage,1,2,3
        voltage,1,4,2
        astra,16,2,2
        astra,16,4,1

        """, to: "schemes.csv")
      let figure = FigureSpecification(
        name: "schemes", csv: house.csv("schemes.csv"), x: "devices",
        y: ["latency_s"], series: ["scheme", "astra.groups"])
      _ = try draw(figure, into: house.plots)
      let script = try String(
        contentsOf: house.plots.appendingPathComponent("schemes.gp"),
        encoding: .utf8)
      #expect(script.contains("['voltage', 'astra, groups 16']"))
    }
  }
}
