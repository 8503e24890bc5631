import Foundation
import Tables
import TestBasics
import Testing

@testable import Experiments

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// JUnit XML as a parser that is not ours reads it.
struct JUnitReportTests {
  /// The elements in the order of their starts, with attributes and text.
  private final class Reader: NSObject, XMLParserDelegate {
    struct Element {
      var name: String
      var attributes: [String: String]
      var text = ""
    }
    var elements: [Element] = []
    private var open: [Int] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String,
      namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      open.append(elements.count)
      elements.append(Element(name: name, attributes: attributes))
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String,
      namespaceURI: String?, qualifiedName: String?
    ) {
      open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      if let element = open.last { elements[element].text += text }
    }
  }

  private func read(_ xml: String) throws -> [Reader.Element] {
    let reader = Reader()
    let parser = XMLParser(data: Data(xml.utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(String(describing: parser.parserError))\n\(xml)")
    return reader.elements
  }

  private func verdict(
    _ id: String, of experiment: String = "e", says: String = "s",
    expect: Double = 1, tolerance: Double = 0, order: Claim.Order? = nil,
    fit: String? = nil, profile: String? = nil, seconds: [Double?] = []
  ) throws -> ClaimVerdict {
    let claim = Claim(
      id: id, says: says, value: "mean(v | w=1)", expect: expect,
      tolerance: tolerance, order: order, evidence: .published, fit: fit,
      profile: profile, location: .init(file: "a.yaml"))
    return try ClaimVerdict(
      claim, of: experiment,
      by: Table(
        columns: ["v", "w"], rows: [["1", "1"], ["9", "2"], ["1", "1"]]),
      seconds: seconds)
  }

  private func xml(_ verdicts: [ClaimVerdict]) -> String {
    JUnitReport(verdicts, number: Table.text).xml
  }

  @Test func oneCaseAClaim() throws {
    let elements = try read(
      xml([
        verdict("a"), verdict("b", expect: 2, tolerance: 0.5),
        verdict("c", profile: "full"), verdict("d", fit: "k < 3 & \"more\""),
        verdict("e", of: "f", expect: 1, order: .above),
      ]))
    #expect(
      elements.map(\.name) == [
        "testsuites", "testsuite", "testcase", "testcase", "failure",
        "testcase", "skipped", "testcase", "system-out", "testsuite",
        "testcase", "failure",
      ])
    let counts = ["tests", "failures", "errors", "skipped"]
    #expect(
      [0, 1, 9].map { place in counts.map { elements[place].attributes[$0] } }
        == [
          ["5", "2", "0", "1"], ["4", "1", "0", "1"], ["1", "1", "0", "0"],
        ])
    #expect(
      elements.filter { $0.name == "testcase" }.map {
        ($0.attributes["classname"] ?? "") + "." + ($0.attributes["name"] ?? "")
      } == ["e.a", "e.b", "e.c", "e.d", "f.e"])
    #expect(
      elements[4].attributes == [
        "message": "expected 2 ± 0.5, obtained 1", "type": "not reproduced",
      ])
    #expect(
      elements[4].text == "s\nmean(v | w=1)\nshardbench run e")
    #expect(
      elements[6].attributes["message"]
        == "not testable here: needs the profile full")
    #expect(elements[8].text == "reproduced by fit: k < 3 & \"more\"")
    #expect(
      elements[11].attributes["message"] == "expected above 1, obtained 1")
  }

  /// The time is that of the rows that the claim selects, or nothing.
  @Test(
    arguments: [
      ([1, 10, 0.25], "1.250"), ([1, nil, 0.25], "1.250"),
      ([1, 10, nil], nil), ([], nil), ([1, 10], nil),
    ] as [([Double?], String?)])
  func times(seconds: [Double?], time: String?) throws {
    let elements = try read(xml([verdict("a", seconds: seconds)]))
    #expect(elements[2].attributes["time"] == time)
  }

  @Test func noClaims() throws {
    #expect(try read(xml([])).map(\.name) == ["testsuites"])
  }

  /// Whatever a claim says comes back; what XML cannot say is replaced.
  @Test func anyText() throws {
    var random = SeededNumbers(seed: 7)
    let scalars: [Unicode.Scalar] = [
      "a", " ", "&", "<", ">", "\"", "'", "]", "\n", "\t", "\r", "\u{0}",
      "\u{1B}", "\u{FFFE}", "é", "±", "😀", ";", "#", "-",
    ]
    for _ in 0..<300 {
      var says = ""
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        says.unicodeScalars.append(
          scalars.randomElement(using: &random) ?? "a")
      }
      let elements = try read(
        xml([
          verdict(says, says: says, expect: 2),
          verdict("fit", fit: says),
        ]))
      func told(_ text: String) -> String {
        var told = ""
        for scalar in text.unicodeScalars {
          told.unicodeScalars.append(
            ["\u{0}", "\u{1B}", "\u{FFFE}"].contains(scalar)
              ? "\u{FFFD}" : scalar)
        }
        return told
      }
      // Scalars, because Swift takes "\r\n" for one character.
      func equal(_ a: String?, _ b: String) -> Bool {
        a.map { Array($0.unicodeScalars) } == Array(b.unicodeScalars)
      }
      #expect(equal(elements[2].attributes["name"], told(says)))
      #expect(
        equal(
          elements[3].text,
          told(says) + "\nmean(v | w=1)\nshardbench run e"))
      #expect(
        equal(
          elements[5].text, "reproduced by fit: " + told(says)))
    }
  }
}
