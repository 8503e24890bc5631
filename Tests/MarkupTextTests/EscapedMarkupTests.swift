import Foundation
import MarkupText
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What is escaped reads back as it was, wherever it stands.
struct EscapedMarkupTests {
  @Test(arguments: [
    ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
    ("\"it's\"", "&quot;it&#39;s&quot;"), ("a\nb\tc", "a&#10;b&#9;c"),
    ("\u{1}\u{85}\u{FFFE}", "\u{FFFD}\u{FFFD}\u{FFFD}"), ("π 🙂", "π 🙂"),
    ("", ""),
  ])
  func writesEntities(text: String, expected: String) {
    #expect(text.escapedMarkup == expected)
    #expect(Substring(text).escapedMarkup == expected)
  }

  @Test func linesMayStayLines() {
    #expect("a\nb <".escapedMarkup(keepsLines: true) == "a\nb &lt;")
  }

  @Test(arguments: 0..<50)
  func readsBackAsItWas(seed: UInt64) throws {
    let pieces = [
      "<", ">", "&", "&amp;", "\"", "'", "\n", "\t", "]]>", "<!--", "x", " y",
      "é", "語", "🙂",
    ]
    // Any mixture; the seed names it.
    var state = seed
    let text = (0..<20).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return pieces[Int(state >> 33) % pieces.count]
    }.joined()
    let inside = text.escapedMarkup(keepsLines: true)
    let document = "<a b=\"\(text.escapedMarkup)\">|\(inside)|</a>"
    let reader = Reader()
    let parser = XMLParser(data: Data(document.utf8))
    parser.delegate = reader
    #expect(parser.parse(), "seed \(seed): \(document)")
    #expect(reader.attribute == text, "seed \(seed)")
    #expect(reader.text == "|\(text)|", "seed \(seed)")
  }

  private final class Reader: NSObject, XMLParserDelegate {
    var attribute: String?
    var text = ""

    func parser(
      _ parser: XMLParser, didStartElement name: String,
      namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      attribute = attributes["b"]
    }

    func parser(_ parser: XMLParser, foundCharacters found: String) {
      text += found
    }
  }
}
