import Foundation
import TestBasics
import Testing

@testable import Regression

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The outputs as readers that are not ours read them.
struct OutputTests {
  /// Names that break out of a place that is not escaped.
  private static let names = [
    "plain/gemm", "a<b>&\"c\"'d'", "]]><x/>", "pipe|`code`", "line\nbreak\r",
    "::error title=x::y%0A", "comma,colon:50%", "é名\u{301}", "\u{1}\u{7F}",
    "</script><svg>", "@user #1 [a](b)", "$x$", "tab\there",
  ]

  private func comparison() throws -> Comparison {
    var rows: [HistoryRow] = []
    for (index, name) in Self.names.enumerated() {
      rows += measurements(
        name, [1, 1, index % 3 == 0 ? 2 : index % 3 == 1 ? 0.5 : 1],
        family: index % 2 == 0 ? .deterministic : .counted)
    }
    rows += measurements("wall", noisy(60, step: 0.1, at: 40))
    rows += measurements("old", [1, 1], family: .counted)
    rows += [measurement("new", run: 59, 1)]
    // The newest run is that of the wall times.
    rows += Self.names.enumerated().map { index, name in
      measurement(
        name, run: 59, index % 3 == 0 ? 2 : index % 3 == 1 ? 0.5 : 1,
        family: index % 2 == 0 ? .deterministic : .counted)
    }
    return try Comparison(of: History(rows))
  }

  private final class Reader: NSObject, XMLParserDelegate {
    var elements: [(name: String, attributes: [String: String])] = []
    func parser(
      _ parser: XMLParser, didStartElement name: String,
      namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      elements.append((name, attributes))
    }
  }

  private func read(
    _ xml: String
  ) -> [(name: String, attributes: [String: String])] {
    let reader = Reader()
    let parser = XMLParser(data: Data(xml.utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(String(describing: parser.parserError))\n\(xml)")
    return reader.elements
  }

  /// What XML can hold of a name.
  private func plain(_ name: String) -> String {
    String(
      String.UnicodeScalarView(
        name.unicodeScalars.map {
          $0 == "\u{1}" || $0 == "\u{7F}" ? "\u{FFFD}" : $0
        }))
  }

  @Test func junitHasACaseForEachSeries() throws {
    let comparison = try comparison()
    let elements = read(comparison.junit)
    let cases = elements.filter { $0.name == "testcase" }
    #expect(
      cases.compactMap { $0.attributes["name"] }.sorted()
        == comparison.series.map { plain($0.series.name) }.sorted())
    func count(_ name: String) -> Int {
      elements.count { $0.name == name }
    }
    func total(_ attribute: String) -> Int {
      elements.filter { $0.name == "testsuite" }
        .compactMap { $0.attributes[attribute].flatMap { Int($0) } }
        .reduce(0, +)
    }
    #expect(count("failure") == comparison.series(.regression).count)
    #expect(count("failure") == total("failures"))
    #expect(count("error") == 1 && total("errors") == 1)
    #expect(count("skipped") == 1 && total("skipped") == 1)
    #expect(total("tests") == cases.count)
  }

  @Test func nothingMeasuredIsAnErrorEverywhere() throws {
    let nothing = try Comparison(of: History())
    #expect(read(nothing.junit).contains { $0.name == "error" })
    #expect(nothing.annotations.hasPrefix("::error "))
    #expect(nothing.text.hasPrefix("nothing measured"))
    #expect(nothing.markdown.contains("nothing measured"))
    #expect(try nothing.json().contains("\"exit_status\" : 3"))
    #expect(nothing.html.contains("<h1>nothing measured"))
  }

  @Test func htmlIsWellFormedAndDrawsEachSeries() throws {
    let comparison = try comparison()
    // But for the first line and the empty element, the page is XML.
    let page = comparison.html
      .replacingOccurrences(of: "<!DOCTYPE html>\n", with: "")
      .replacingOccurrences(
        of: "<meta charset=\"utf-8\">", with: "<meta charset=\"utf-8\"/>")
    let elements = read(page)
    #expect(
      elements.count { $0.name == "svg" } == comparison.series.count)
    #expect(
      elements.count { $0.name == "circle" }
        == comparison.series.map(\.series.points.count).reduce(0, +))
    #expect(elements.allSatisfy { !["x", "script"].contains($0.name) })
    #expect(
      elements.contains {
        $0.name == "line" && $0.attributes["class"] == "regression"
      })
  }

  @Test func jsonHoldsEachSeries() throws {
    let comparison = try comparison()
    let json = try JSONSerialization.jsonObject(
      with: Data(comparison.json().utf8))
    let document = try #require(json as? [String: Any])
    #expect(document["exit_status"] as? Int == 2)
    let series = try #require(document["series"] as? [[String: Any]])
    #expect(
      series.compactMap { $0["series"] as? String }
        == comparison.series.map(\.series.name))
    let wall = try #require(
      series.first { $0["series"] as? String == "wall" })
    #expect(wall["rho"] is Double && wall["noise_percent"] is Double)
  }

  /// What is too short to gate is told, and fails nothing.
  @Test(arguments: [(0.001, false), (0.01, true)])
  func shortSeriesOnlyReport(duration: Double, gates: Bool) throws {
    let comparison = try Comparison(
      of: History(
        measurements(
          "short", noisy(60, step: 0.1, at: 40), duration: duration)))
    #expect(comparison.series(.regression).map(\.series.name) == ["short"])
    #expect((comparison.outcome == .regression) == gates)
    #expect(comparison.junit.contains("<failure") == gates)
    #expect(
      comparison.annotations.hasPrefix(gates ? "::error " : "::warning "))
    #expect(comparison.text.contains("(too short to gate)") == !gates)
    #expect(try comparison.json().contains("short"))
  }

  @Test func noNameForgesALine() throws {
    let comparison = try comparison()
    let text = comparison.text.split(separator: "\n")
    for status in SeriesReport.Status.allCases {
      #expect(
        text.count { $0.hasPrefix("\(status.rawValue)  ") }
          == comparison.series(status).count)
    }
    #expect(!comparison.text.contains("\r"))
    // A command a series that has something to say, each on its own line.
    let commands = comparison.annotations.split(separator: "\n")
    let quiet =
      comparison.series(.unchanged).count + comparison.series(.noHistory).count
    #expect(commands.count == comparison.series.count - quiet)
    for command in commands {
      let parts = command.components(separatedBy: "::")
      #expect(
        ["error", "warning", "notice"].contains { parts[1].hasPrefix($0) })
      #expect(!parts[1].dropFirst(6).contains(","))
    }
  }

  @Test func everyRowOfMarkdownHasAllCells() throws {
    let comparison = try comparison()
    let rows = comparison.markdown.split(separator: "\n")
      .filter { $0.hasPrefix("|") }
    #expect(rows.count >= comparison.series.count + 2)
    for row in rows {
      let bars = row.replacingOccurrences(of: "\\|", with: "")
        .count { $0 == "|" }
      #expect(bars == 12, "\(row)")
      #expect(!row.contains("<") && !row.contains("@"))
    }
  }

  @Test func whatATerminalShows() throws {
    let rows =
      measurements("bytes", [10, 10, 12], family: .deterministic)
      + measurements("ops", [1000, 1001, 1001], family: .counted)
    #expect(
      try Comparison(of: History(rows)).text == """
        regression: 1 regression, 1 unchanged
        run n-002 of 2026-01-03T03:00:00Z, commit c2, on box
        regression  bytes
          exact, regression: +20.0 %, 10 -> 12 ref
            any change counts
            began with run n-002, commits c1..c2
        unchanged  ops
          fence, no change: +0.0 %, 1001 -> 1001 ref
            least change 0.2 %; significance 0; blocked by too small a change

        """)
  }

  @Test(arguments: [
    (0.000_001, "+1e-06 %"), (-12.34, "-12.3 %"), (.infinity, "+inf %"),
    (0, "+0.0 %"), (-0.04, "-0.04 %"),
  ])
  func percents(value: Double, text: String) {
    #expect(Wording.percent(value) == text)
  }
}
