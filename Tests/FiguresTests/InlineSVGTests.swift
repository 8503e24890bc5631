import Foundation
import Testing

@testable import Figures

/// Something that an SVG draws, with every property that it has or inherits.
private struct Shape: Equatable {
  var name: String
  var properties: [String: String]
  var text: String

  /// All that an element draws, in order.
  static func all(
    in element: MarkupElement, inheriting properties: [String: String] = [:]
  ) -> [Shape] {
    guard !["defs", "desc", "title"].contains(element.name) else { return [] }
    var properties = properties
    for (name, value) in element.attributes.map({ ($0.name, $0.value) })
    where !["id", "class", "viewBox"].contains(name) && !name.hasPrefix("xml") {
      // A transform applies to all that is in it, from the outermost inwards.
      let outer = name == "transform" ? properties[name] : nil
      properties[name] = [outer, plain(value)].compactMap { $0 }.joined(
        separator: " ")
    }
    if element.name == "text" {
      return [
        Shape(name: "text", properties: properties, text: words(in: element))
      ]
    }
    let inside = element.children.flatMap {
      all(in: $0, inheriting: properties)
    }
    let isGroup = ["g", "svg"].contains(element.name)
    return isGroup
      ? inside
      : [Shape(name: element.name, properties: properties, text: "")] + inside
  }

  private static func words(in element: MarkupElement) -> String {
    element.contents.map { content in
      switch content {
      case .element(let child): words(in: child)
      case .text(let text): text
      }
    }.joined()
  }

  /// A value as numbers and words: colours in bytes, numbers as numbers.
  private static func plain(_ value: String) -> String {
    if value.hasPrefix("#"), value.count == 7,
      let colour = Int(value.dropFirst(), radix: 16)
    {
      return plain("rgb \(colour >> 16) \(colour >> 8 & 255) \(colour & 255)")
    }
    return value.matches(of: /[-+]?[0-9.]+|[A-Za-z#]+/).map { part in
      Double(part.output).map { "\($0)" } ?? String(part.output)
    }.joined(separator: " ")
  }
}

extension MarkupElement {
  /// Each element in it, itself first.
  fileprivate var descendants: [MarkupElement] {
    [self] + children.flatMap(\.descendants)
  }
}

struct InlineSVGTests {
  /// Checks that the SVG inside a page draws what it drew alone.
  private func check(
    _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let inline = try #require(
      inlineSVG(text, prefix: "p"), sourceLocation: sourceLocation)
    var before = try #require(MarkupElement(document: text))
    let after = try #require(MarkupElement(document: inline))
    // Each id once, with the prefix, and nothing that refers to no id.
    let elements = after.descendants
    let ids = elements.compactMap { $0["id"] }
    #expect(Set(ids).count == ids.count, sourceLocation: sourceLocation)
    #expect(
      ids.allSatisfy { $0.hasPrefix("p-") }, sourceLocation: sourceLocation)
    let links = inline.matches(of: /(?:href="|url\()#([^")]*)/)
    for link in links {
      #expect(ids.contains("\(link.1)"), sourceLocation: sourceLocation)
    }
    // The same shapes, but that those in the page refer to its ids.
    before = try #require(
      MarkupElement(
        document: before.text.replacing("href=\"#", with: "href=\"#p-")
          .replacing("url(#", with: "url(#p-")))
    let initial = ["stroke-linecap": "butt", "stroke-linejoin": "miter"]
      .merging(["text-anchor": "start"]) { $1 }
    let wanted = Shape.all(in: before, inheriting: initial)
    let found = Shape.all(in: after, inheriting: initial)
    #expect(wanted.count == found.count, sourceLocation: sourceLocation)
    for (a, b) in zip(wanted, found) {
      // What only texts show may be said for strokes too.
      let fonts = a.name == "text" ? [] : SVG.ofTexts
      let kept = b.properties.filter { !fonts.contains($0.key) }
      let own = a.properties.filter { !fonts.contains($0.key) }
      #expect(a.name == b.name && a.text == b.text)
      #expect(own == kept, sourceLocation: sourceLocation)
    }
  }

  @Test(.enabled(if: Gnuplot.isInstalled, "gnuplot is not installed"))
  func figuresDrawTheSameInAPage() throws {
    try House.with { house in
      var figures = [house.lossFigure("lines"), house.mapFigure("map")]
      var points = house.lossFigure("points")
      (points.kind, points.ribbon, points.x) = (.points, .bars, "collective")
      points.panel = nil
      var many = house.mapFigure("many")
      // More winners than colours, so that patterns are defined.
      var csv = "x,y,s,v\n"
      for x in 0..<9 {
        for s in 0..<9 { csv += "\(x),a,s\(s)x,\(s == x ? 1 : 2)\n" }
      }
      try house.write(csv, to: "many.csv")
      (many.csv, many.x, many.y) = (house.csv("many.csv"), "x", ["y"])
      (many.series, many.best) = (["s"], "v")
      figures += [
        points, many,
        FigureSpecification(
          name: "bars", csv: house.csv("loss.csv"), x: "loss",
          y: ["compute_s", "wait_s"], panel: "scheme", kind: .stackedBars),
      ]
      for figure in figures {
        let svg = try String(
          contentsOf: draw(figure, into: house.plots).svg, encoding: .utf8)
        try check(svg)
        let inline = try #require(inlineSVG(svg, prefix: "p"))
        #expect(inline.utf8.count * 2 < svg.utf8.count, "\(figure.name)")
      }
    }
  }

  @Test(arguments: [
    // Properties that differ, that stand outside, and that some do not state.
    """
    <svg><g fill='none'><g stroke="red"><path d='M1.50,2.00 L3,4 '/></g>
    <g stroke="red" fill='black'><path d="M0,0"/></g></g></svg>
    """,
    """
    <svg><g stroke="red"><path d="M0"/></g><path d="M1"/></svg>
    """,
    // A group's opacity and transform are not a stroke's.
    """
    <svg><g opacity="0.5"><path d="M1"/><path d="M2"/></g>
    <g transform="translate(1.10,2)"><use href="#a" transform="scale(2.0)"/></g>
    <defs><path id="a"/><path id="b"/></defs></svg>
    """,
    // A pattern has the properties of where it is defined.
    """
    <svg><g><g fill="red"><defs><pattern id="p"><path d="M0"/></pattern></defs>
    <rect fill="url(#p)" width="1"/></g><g fill="blue"><rect/></g></g></svg>
    """,
    // Entities, quotes, comments and blanks in texts.
    """
    <?xml version="1.0"?><!DOCTYPE svg><!-- a > b --><svg><g font-size='8'>
    <text>a &lt; b <tspan font-size='8' > c</tspan></text></g>
    <g font-size='9'><text id='q"'>d</text></g></svg>
    """,
  ])
  func nothingElseIsDrawn(svg: String) throws { try check(svg) }

  @Test(arguments: [
    "", "svg", "<svg", "<svg>", "<svg></g>", "<html/>", "<svg a></svg>",
    "<svg><![CDATA[x]]></svg>", "<svg a='></svg>", "<!-- <svg/>",
    "<svg>" + String(repeating: "<g>", count: 100_000),
  ])
  func whatIsNoSVGIsRefused(text: String) {
    #expect(inlineSVG(text, prefix: "p") == nil)
  }

  @Test func propertiesAreSaidOnce() {
    let svg = """
      <svg><g id="gnuplot_canvas"><rect fill="#ffffff"/>
      <g fill="none" stroke-linecap="butt">
      </g>
      <g fill="none" stroke="rgb(  0, 114, 178)"><path d='M1.00,2.50 L3,4  '/></g>
      <g fill="none" stroke="rgb(  0, 114, 178)"><path d='M5,6'/></g>
      <g id="gnuplot_plot_1"><title>gnuplot_plot_1</title></g>
      </g></svg>
      """
    #expect(
      inlineSVG(svg, prefix: "p") == """
        <svg><rect fill="#ffffff"/><g fill="none" stroke="#0072b2">\
        <path d="M1,2.5 L3,4"/><path d="M5,6"/></g></svg>
        """)
  }

  @Test(arguments: [
    ("10.00,20.50", "10,20.5"), ("100 200", "100 200"), ("0.05", "0.05"),
    ("M-1.330,0 h2.0  L1.0.50", "M-1.33,0 h2 L1.0.5"), ("", ""), (" 7. ", "7"),
    ("scale(2.00) rotate(270)", "scale(2) rotate(270)"),
  ])
  func numbersAreShort(text: String, short: String) {
    #expect(shortNumbers(text) == short)
  }
}
