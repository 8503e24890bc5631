import Foundation
import MarkupText

/// A figure holds something that gnuplot does not write, or too much of it.
struct DrawingRefused: Error {}

/// Flattens an SVG of gnuplot: groups, uses and transforms become shapes that
/// know all about themselves.
struct DrawingReader {
  /// What was drawn so far, from the lowest to the uppermost.
  private(set) var shapes: [DrawnShape] = []
  /// Patterns that shapes may be filled with.
  private(set) var patterns: [(attributes: [String: String], [DrawnShape])] = []
  /// What stands before each id.
  private let prefix: String
  private var definitions: [String: MarkupElement] = [:]
  private var visits = 0

  /// What elements inherit from around them, as far as gnuplot writes it.
  private static let inherited: Set<String> = [
    "fill", "stroke", "color", "stroke-width", "stroke-linecap",
    "stroke-linejoin", "stroke-dasharray", "fill-opacity", "stroke-opacity",
    "font-family", "font-size", "font-weight", "font-style", "text-anchor",
    "shape-rendering",
  ]
  /// What would change the look of a whole group.
  private static let refused = ["opacity", "filter", "clip-path", "mask"]
  /// Uses of uses could be followed without end.
  private static let mostVisits = 100_000

  /// Reads the figure in `root`.
  ///
  /// - Throws: ``DrawingRefused``.
  init(_ root: MarkupElement, prefix: String) throws {
    self.prefix = prefix
    define(root)
    for child in root.children { try read(child, State(), depth: 0) }
  }

  private init(patternIn reader: DrawingReader) {
    prefix = reader.prefix
    definitions = reader.definitions
  }

  private mutating func define(_ element: MarkupElement) {
    if let id = element.attributes["id"] { definitions[id] = element }
    for child in element.children { define(child) }
  }

  /// What holds where an element stands.
  private struct State {
    var properties = ["fill": "black", "stroke": "none", "color": "black"]
    var transform = AffineTransform.identity

    func place(_ x: Double, _ y: Double) -> Place {
      let point = transform.transform(NSPoint(x: x, y: y))
      return Place(Double(point.x), Double(point.y))
    }

    /// By how much lengths grow; the two axes alike.
    var scale: Double {
      abs(transform.m11 * transform.m22 - transform.m12 * transform.m21)
        .squareRoot()
    }
  }

  private mutating func read(
    _ element: MarkupElement, _ outer: State, depth: Int
  ) throws {
    visits += 1
    guard depth < 64, visits < Self.mostVisits,
      Self.refused.allSatisfy({
        element.attributes[$0] == nil && element.declarations[$0] == nil
      })
    else { throw DrawingRefused() }
    var state = outer
    // What a style says goes before attributes; gnuplot has it in patterns.
    let said = element.attributes.merging(element.declarations) { $1 }
    for (name, value) in said where Self.inherited.contains(name) {
      state.properties[name] = value.trimmingCharacters(in: .whitespaces)
    }
    if let text = element.attributes["transform"] {
      state.transform.prepend(try AffineTransform(svg: text))
    }
    func length(_ name: String) throws -> Double {
      try PathData.numbers(
        element.attributes[name] ?? "0"
      ).first ?? 0
    }
    switch element.name {
    case "title", "desc": break
    case "defs":
      for child in element.children where child.name == "pattern" {
        try readPattern(child, state)
      }
    case "g":
      for child in element.children {
        try read(child, state, depth: depth + 1)
      }
    case "use":
      guard let id = element.reference, let target = definitions[id] else {
        throw DrawingRefused()
      }
      state.transform.prepend(
        AffineTransform(
          translationByX: try length("x"), byY: try length("y")))
      try read(target, state, depth: depth + 1)
    case "path":
      let strokes = try PathData.strokes(element.attributes["d"] ?? "")
      append(strokes, state)
    case "polygon":
      let numbers = try PathData.numbers(
        element.attributes["points"] ?? "")
      let places = stride(from: 0, to: numbers.count - 1, by: 2).map {
        Place(numbers[$0], numbers[$0 + 1])
      }
      append([.init(places: places, isClosed: true)], state)
    case "rect":
      let (x, y) = try (length("x"), length("y"))
      let (w, h) = try (length("width"), length("height"))
      let corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
      append(
        [.init(places: corners.map { Place($0, $1) }, isClosed: true)], state)
    case "circle":
      let centre = try state.place(length("cx"), length("cy"))
      append(
        .circle(centre, radius: try length("r") * state.scale), state)
    case "text":
      let markup = element.contents.map(\.inText).joined()
      guard !markup.isEmpty else { break }
      let transform = state.transform
      guard abs(state.scale - 1) < 1e-6 else { throw DrawingRefused() }
      append(
        .text(
          try state.place(length("x"), length("y")),
          angle: atan2(transform.m12, transform.m11) * 180 / .pi,
          markup: markup, length: element.letters), state)
    default: throw DrawingRefused()
    }
  }

  private mutating func readPattern(
    _ element: MarkupElement, _ state: State
  ) throws {
    var inside = DrawingReader(patternIn: self)
    var content = State()
    content.properties = state.properties
    for child in element.children {
      try inside.read(child, content, depth: 0)
    }
    visits += inside.visits
    var attributes = element.attributes
    attributes["id"] = attributes["id"].map { prefix + $0 }
    patterns.append((attributes, inside.shapes))
  }

  private mutating func append(_ strokes: [DrawnShape.Stroke], _ state: State) {
    // A place alone draws nothing: all lines have butt caps.
    let drawn = strokes.filter { $0.places.count > 1 }.map { stroke in
      DrawnShape.Stroke(
        places: stroke.places.map { state.place($0.x, $0.y) },
        isClosed: stroke.isClosed)
    }
    if !drawn.isEmpty { append(.strokes(drawn), state) }
  }

  private mutating func append(_ form: DrawnShape.Form, _ state: State) {
    let properties = FigureProperties(
      state.properties, scale: state.scale, prefix: prefix)
    let isText = if case .text = form { true } else { false }
    if let style = properties.style(ofText: isText) {
      shapes.append(DrawnShape(form: form, style: style))
    }
  }
}

extension MarkupElement {
  /// The id that a `use` refers to.
  fileprivate var reference: String? {
    let link = attributes["href"] ?? attributes["xlink:href"] ?? ""
    return link.hasPrefix("#") ? String(link.dropFirst()) : nil
  }

  /// What the attribute `style` says.
  fileprivate var declarations: [String: String] {
    var found: [String: String] = [:]
    for part in attributes["style"]?.split(separator: ";") ?? [] {
      let halves = part.split(separator: ":", maxSplits: 1).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      if halves.count == 2 { found[halves[0]] = halves[1] }
    }
    return found
  }

  fileprivate var letters: Int {
    contents.reduce(0) { sum, content in
      switch content {
      case .element(let child): sum + child.letters
      case .text(let text): sum + text.count
      }
    }
  }
}

extension MarkupElement.Content {
  /// The markup inside a text: letters, and spans where they say more than
  /// what font all figures have.
  fileprivate var inText: String {
    switch self {
    case .text(let text): return text.escapedMarkup
    case .element(let span):
      let inner = span.contents.map(\.inText).joined()
      let kept = ["dx", "dy", "font-size", "font-style", "font-weight"]
      let attributes = kept.compactMap { name in
        span.attributes[name].map {
          " \(name)=\"\($0.replacing("px", with: "").escapedMarkup)\""
        }
      }.joined()
      return attributes.isEmpty ? inner : "<tspan\(attributes)>\(inner)</tspan>"
    }
  }
}
