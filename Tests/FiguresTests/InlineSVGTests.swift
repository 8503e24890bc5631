import Foundation
import TestBasics
import Testing

@testable import Figures

struct InlineSVGTests {
  /// Checks that the SVG inside a page shows what it shows alone.
  @discardableResult private func check(
    _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    var styles = FigureStyles()
    let drawn = styles.inline(text, prefix: "p", label: "a & b")
    let inline = try #require(drawn, sourceLocation: sourceLocation)
    let before = try #require(MarkupElement(document: text))
    let after = try #require(MarkupElement(document: inline))
    #expect(after.attributes["aria-label"] == "a & b")
    // Each id with the prefix, and nothing that refers to no id.
    let css = styles.css(in: ".plot")
    let ids = inline.matches(of: /\sid="([^"]*)"/).map { "\($0.1)" }
    #expect(ids.allSatisfy { $0.hasPrefix("p-") })
    for link in (inline + css).matches(of: /(?:href="|url\()#([^")]*)/) {
      #expect(ids.contains("\(link.1)"), sourceLocation: sourceLocation)
    }
    let classes = Self.classes(css)
    var left = Ink.all(in: after, classes: classes)
    for ink in Ink.all(in: before) where ink.isSeen(in: before) {
      let wanted = ink.inPage
      let index = left.firstIndex { found in
        found.kind == wanted.kind && found.words == wanted.words
          && found.style == wanted.style && found.isAsLarge(wanted.sizes)
          && found.isAt(wanted.places)
      }
      let match = try #require(
        index, "\(wanted)", sourceLocation: sourceLocation)
      left.remove(at: match)
    }
    #expect(left.isEmpty, sourceLocation: sourceLocation)
    return inline
  }

  /// The styles of classes in light.
  private static func classes(_ css: String) -> [String: [String: String]] {
    var greys: [String: String] = [:]
    for match in css.prefix(while: { $0 != "@" })
      .matches(of: /(--grey\d+):(#\w+)/)
    {
      greys["var(\(match.1))"] = String(match.2)
    }
    var classes: [String: [String: String]] = [:]
    for rule in css.matches(of: /\.plot \.(\w+)\{([^}]*)\}/) {
      for part in rule.2.split(separator: ";") {
        let pair = part.split(separator: ":", maxSplits: 1).map(String.init)
        classes[String(rule.1), default: [:]][pair[0]] =
          greys[pair[1]] ?? pair[1]
      }
    }
    return classes
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
        let inline = try check(svg)
        #expect(inline.utf8.count * 3 < svg.utf8.count, "\(figure.name)")
      }
    }
  }

  @Test(arguments: [
    // Properties that differ, that stand outside, and that some do not state.
    """
    <g fill='none'><g stroke="red"><path d='M1.50,2.00 L3,4 '/></g>
    <g stroke="red" fill='black'><path d="M0,0 h3 v2 z"/></g></g>
    """,
    #"<g stroke="red"><path d="M0,0 1,1"/></g><path d="M1,0 2,3"/>"#,
    // Uses, turned and scaled, of what is defined anywhere.
    """
    <defs><path id="a" d="M0,-1.33 L-1.33,0.67 L1.33,0.67 z"/>
    <use id="b" href="#a" fill="currentColor" stroke="none"/></defs>
    <g stroke="currentColor" fill="none" transform="translate(1.10,2)">
    <use href="#a" transform="scale(2.0) rotate(45)"/>
    <use href="#b" color="rgb(1, 2,3)" transform="translate(7,8)"/></g>
    """,
    // A pattern has the properties of where it is defined, and a style.
    """
    <g fill="none" stroke-width="2"><defs><pattern id="q" width="8" height="8">
    <path style="fill:none; stroke:rgb(1, 2,3)" d="M-4,0 L8,12"/></pattern>
    </defs><polygon fill="url(#q)" points="1,1 5,1 5,5"/></g>
    """,
    // Circles: filled ones are dots of a round pen.
    """
    <circle cx="5" cy="6" r="1.5" fill="rgb(9,8,7)"/>
    <circle cx="5" cy="6" r="1.5" fill="rgb(9,8,7)" fill-opacity="0.5"/>
    <circle cx="9" cy="6" r="1.5" fill="none" stroke="rgb(9,8,7)"/>
    <circle cx="9" cy="9" r="2" fill="#090807" stroke="rgb(9,8,7)"/>
    <circle cx="20" cy="9" r="2" fill="#ff0000" stroke="rgb(9,8,7)"/>
    """,
    // What shines through is not drawn in one path.
    """
    <g fill="#00ff00" fill-opacity="0.2"><rect width="4" height="4"/>
    <rect x="2" width="4" height="4"/><rect x="9" width="1" height="1"/></g>
    """,
    // Entities, quotes, comments and blanks in texts.
    """
    <!-- a > b --><g font-size='8' transform="translate(3,4) rotate(270)">
    <text>a &lt; b <tspan font-size='9' dy="2px"> c</tspan></text></g>
    <g font-size='9' text-anchor="end"><text id='q"'>d&#38;</text></g>
    """,
  ])
  func nothingElseIsDrawn(body: String) throws {
    try check(box(body))
  }

  @Test(arguments: [
    "", "svg", "<svg", "<svg>", "<svg></g>", "<html/>", "<svg a></svg>",
    "<svg a='></svg>", "<!-- <svg/>", "<svg/>", "<svg viewBox='0 0 1'/>",
    "<svg>" + String(repeating: "<g>", count: 100_000),
    box("<image/>"), box("<g opacity='0.5'/>"),
    box("<g style='opacity:0.5'/>"), box("<use href='#no'/>"),
    box("<path d='M0,0 C1,1 2,2 3,3'/>"), box("<path d='L1,1'/>"),
    box("<path d='M1'/>"), box("<path d='Mx,y'/>"), box("<path d='z'/>"),
    box("<path d='M1e999,0 L0,0'/>"), box("<g transform='skewX(3)'/>"),
    box("<g id='a'><use href='#a'/></g>"),
    // Ten of ten of ten would be too many.
    box(
      (1..<20).map { level in
        "<g id='a\(level)'>"
          + String(repeating: "<use href='#a\(level - 1)'/>", count: 10)
          + "</g>"
      }.joined() + "<path id='a0' d='M0,0 L1,1'/>"),
  ])
  func whatIsNoFigureIsRefused(text: String) {
    var styles = FigureStyles()
    let inline = styles.inline(text, prefix: "p", label: "")
    #expect(inline == nil)
  }

  /// A figure that was cut, or of which a byte changed, is refused or read.
  @Test(arguments: 0..<200) func damageDoesNoHarm(seed: Int) {
    var numbers = SeededNumbers(seed: seed)
    var bytes = Array(
      box(
        """
        <defs><circle id="c" r="1"/></defs><g stroke="red" fill="none">
        <path d="M1.5,2 L3,4 h2 z"/><use href="#c" transform="scale(2)"/></g>
        <g font-size="8"><text>a &lt; b</text></g><polygon points="1,2 3,4"/>
        """
      ).utf8)
    for _ in 0..<Int.random(in: 1...4, using: &numbers) {
      let place = Int.random(in: bytes.indices, using: &numbers)
      bytes[place] = UInt8.random(in: 0...255, using: &numbers)
    }
    let length = Int.random(in: 0...bytes.count * 2, using: &numbers)
    let text = String(decoding: bytes.prefix(length), as: UTF8.self)
    var styles = FigureStyles()
    let inline = styles.inline(text, prefix: "p", label: "")
    if let inline { #expect(MarkupElement(document: inline)?.name == "svg") }
  }

  @Test func looksAreSaidOnce() throws {
    let svg = """
      <svg viewBox="0 0 100 50"><g><rect fill="#ffffff" width="100" height="50"/>
      <g fill="none" stroke="rgb(  0, 114, 178)"><path d='M1.00,2.50 L3,4  '/></g>
      <g fill="none" stroke="black"><path d='M90,6 L90,9'/></g>
      <g fill="none" stroke="rgb(  0, 114, 178)"><path d='M5,6 L5,7.04'/></g>
      </g></svg>
      """
    var styles = FigureStyles()
    let inline = styles.inline(svg, prefix: "p", label: "<")
    #expect(
      inline == """
        <svg role="img" aria-label="&lt;" width="100" height="50" \
        viewBox="0 0 100 50"><path class="a" d="m1 2.5 2 1.5m2 2v1"/>\
        <path class="b" d="m90 6v3"/></svg>
        """)
    let again = styles.inline(svg, prefix: "q", label: "<")
    #expect(again == inline)
    #expect(
      styles.css(in: "x") == """
        x{--grey0:#000000}
        @media screen and (prefers-color-scheme:dark){x{--grey0:#ebebeb}}
        x .a{fill:none;stroke:#0072b2;stroke-width:1}
        x .b{fill:none;stroke:var(--grey0);stroke-width:1}
        """)
  }

  @Test(arguments: [
    (0, "0"), (1, ".1"), (-1, "-.1"), (10, "1"), (-25, "-2.5"), (1005, "100.5"),
  ])
  func numbersAreShort(tenths: Int, short: String) {
    #expect(PathText.number(tenths: tenths) == short)
  }
}

extension Ink {
  /// Whether anything is seen of it: not of the white ground that all of a
  /// figure has, nor of empty words.
  fileprivate func isSeen(in root: MarkupElement) -> Bool {
    if style["fill"] == "none" && style["stroke"] == "none" { return false }
    let isGround =
      style["fill"] == "rgb(255,255,255)" && places.count == 4
      && root.attributes["viewBox"]
        == "0 0 \(Int(places[2].x)) \(Int(places[2].y))"
    return !isGround && !(kind == "text" && words.isEmpty)
  }

  /// As the page shows it: circles of one colour are dots of a round pen,
  /// others two arcs.
  fileprivate var inPage: Ink {
    var page = self
    // Ids have the prefix.
    page.style["fill"] = style["fill"]?.replacing("url(#", with: "url(#p-")
    guard kind == "circle" else { return page }
    page.kind = "open"
    let radius = Place((places[1] - places[0]).x, 0)
    page.places = [places[0] - radius, places[0] + radius, places[0] - radius]
    guard style["fill"] != "none",
      style["stroke"] == "none" || style["stroke"] == style["fill"]
    else { return page }
    page.places = [places[0], places[0]]
    page.style["stroke"] = style["fill"]
    page.style["fill"] = "none"
    page.sizes = ["stroke": sizes["fill"] ?? 1]
    page.sizes["width"] = 2 * radius.x + (sizes["width"] ?? 0)
    page.style["cap"] = "round"
    page.style["dashes"] = "[]"
    return page
  }

  /// Whether its sizes are `wanted`, up to rounding.
  fileprivate func isAsLarge(_ wanted: [String: Double]) -> Bool {
    sizes.count == wanted.count
      && sizes.allSatisfy { abs($0.value - (wanted[$0.key] ?? -1)) < 0.02 }
  }

  /// Whether it lies where rounding to tenths leaves `wanted`.
  fileprivate func isAt(_ wanted: [SIMD2<Double>]) -> Bool {
    func tenths(_ places: [SIMD2<Double>]) -> [SIMD2<Double>] {
      let whole = places.map { ($0 * 10).rounded(.toNearestOrAwayFromZero) }
      var kept = whole.enumerated().filter { index, place in
        index == 0 || place != whole[index - 1]
      }.map(\.element)
      if kind == "closed", kept.count > 1, kept.first == kept.last {
        kept.removeLast()
      }
      return kept
    }
    let (a, b) = (tenths(places), tenths(wanted))
    return a.count == b.count
      && zip(a, b).allSatisfy { a, b in
        abs(a.x - b.x) <= 1 && abs(a.y - b.y) <= 1
      }
  }
}

/// A figure with `body` in it.
private func box(_ body: String) -> String {
  "<svg viewBox='0 0 90 50'>\(body)</svg>"
}
