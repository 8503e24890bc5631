import Foundation

@testable import Figures

/// What an SVG shows, found in a way of its own: each stroke, circle and text
/// with its places in the figure and all that it inherits.
struct Ink {
  var kind: String
  var places: [SIMD2<Double>]
  var style: [String: String]
  /// Widths, heights and opacities.
  var sizes: [String: Double]
  var words = ""

  /// A transform as its two columns and its shift.
  private struct Matrix {
    var a = SIMD2(1.0, 0), b = SIMD2(0.0, 1), shift = SIMD2(0.0, 0)

    func callAsFunction(_ p: SIMD2<Double>) -> SIMD2<Double> {
      a * p.x + b * p.y + shift
    }

    func then(_ inner: Matrix) -> Matrix {
      Matrix(
        a: self(inner.a) - shift, b: self(inner.b) - shift,
        shift: self(inner.shift))
    }

    init(a: SIMD2<Double>, b: SIMD2<Double>, shift: SIMD2<Double>) {
      (self.a, self.b, self.shift) = (a, b, shift)
    }

    init(_ text: String) {
      for match in text.matches(of: /(\w+)\(([^)]*)\)/) {
        let n = numbers(String(match.2))
        switch match.1 {
        case "translate":
          self = then(Matrix(a: [1, 0], b: [0, 1], shift: [n[0], n[1]]))
        case "scale":
          self = then(Matrix(a: [n[0], 0], b: [0, n[0]], shift: [0, 0]))
        default:
          let (c, s) = (cos(n[0] * .pi / 180), sin(n[0] * .pi / 180))
          self = then(Matrix(a: [c, s], b: [-s, c], shift: [0, 0]))
        }
      }
    }
  }

  private static func numbers(_ text: String) -> [Double] {
    text.replacing("-", with: " -").split { !"-.0123456789".contains($0) }
      .compactMap { Double($0) }
  }

  /// All that `root` shows. `classes` are styles by the name of their class.
  static func all(
    in root: MarkupElement, classes: [String: [String: String]] = [:]
  ) -> [Ink] {
    var named: [String: MarkupElement] = [:]
    func name(_ element: MarkupElement) {
      if let id = element.attributes["id"] { named[id] = element }
      element.children.forEach(name)
    }
    name(root)
    var found: [Ink] = []
    func look(
      _ element: MarkupElement, _ outer: [String: String], _ matrix: Matrix
    ) {
      guard !["desc", "title"].contains(element.name) else { return }
      var style = outer.merging(element.attributes) { $1 }
      for match in (element.attributes["style"] ?? "").matches(
        of: /([a-z-]+):([^;]+)/)
      { style[String(match.1)] = String(match.2) }
      if let known = classes[element.attributes["class"] ?? ""] {
        style.merge(known) { $1 }
      }
      let matrix = matrix.then(Matrix(element.attributes["transform"] ?? ""))
      func add(_ kind: String, _ places: [SIMD2<Double>]) {
        let scale = (matrix.a.x * matrix.b.y - matrix.a.y * matrix.b.x)
        found.append(
          Ink(
            kind: kind, places: places.map { matrix($0) },
            style: seen(style, kind),
            sizes: sizes(style, kind, scale.magnitude.squareRoot())))
      }
      let value = { (name: String) in
        numbers(element.attributes[name] ?? "0").first ?? 0
      }
      switch element.name {
      case "defs":
        for child in element.children where child.name == "pattern" {
          look(child, style, matrix)
        }
      case "path":
        for (places, isClosed) in strokes(element.attributes["d"] ?? "")
        where places.count > 1 {
          add(isClosed ? "closed" : "open", places)
        }
      case "polygon":
        let n = numbers(element.attributes["points"] ?? "")
        add(
          "closed", (0..<n.count / 2).map { [n[2 * $0], n[2 * $0 + 1]] })
      case "rect":
        let (x, y) = (value("x"), value("y"))
        let (w, h) = (value("width"), value("height"))
        add("closed", [[x, y], [x + w, y], [x + w, y + h], [x, y + h]])
      case "circle":
        // Where it is, and how large.
        add(
          "circle",
          [
            [value("cx"), value("cy")],
            [value("cx") + value("r"), value("cy")],
          ])
      case "text":
        add("text", [[value("x"), value("y")]])
        found[found.count - 1].words = words(element)
      case "use":
        let link = element.attributes.first { $0.key.hasSuffix("href") }
        if let target = named[String(link?.value.dropFirst() ?? "")] {
          look(target, style.filter { $0.key != "transform" }, matrix)
        }
      default: element.children.forEach { look($0, style, matrix) }
      }
    }
    look(root, ["fill": "black", "stroke": "none"], Matrix(""))
    return found
  }

  private static func words(_ element: MarkupElement) -> String {
    element.contents.map { content in
      switch content {
      case .element(let child): words(child)
      case .text(let text): text
      }
    }.joined()
  }

  /// The strokes of a path of m, l, h, v, z and arcs.
  private static func strokes(_ text: String) -> [([SIMD2<Double>], Bool)] {
    var strokes: [([SIMD2<Double>], Bool)] = []
    var pen = SIMD2(0.0, 0)
    for match in text.matches(of: /([A-Za-z])([^A-Za-z]*)/) {
      var n = numbers(String(match.2))[...]
      let command = match.1.lowercased()
      let isRelative = match.1 == command
      if command == "z", let start = strokes.last?.0.first {
        strokes[strokes.count - 1].1 = true
        pen = start
      }
      var isFirst = true
      while let x = n.popFirst() {
        let from = isRelative ? pen : [0, 0]
        switch command {
        case "h": pen.x = from.x + x
        case "v": pen.y = from.y + x
        // An arc, as the line between its ends.
        case "a": pen = from + [n[n.startIndex + 4], n[n.startIndex + 5]]
        default: pen = from + [x, n.popFirst() ?? 0]
        }
        if command == "a" { n = n.dropFirst(6) }
        if command == "m", isFirst { strokes.append(([], false)) }
        strokes[strokes.count - 1].0.append(pen)
        isFirst = false
      }
    }
    return strokes
  }

  /// What is seen of a style, colours as bytes.
  private static func seen(
    _ style: [String: String], _ kind: String
  ) -> [String: String] {
    func colour(_ name: String) -> String {
      var value = style[name] ?? "none"
      if value == "currentColor" { value = style["color"] ?? "black" }
      if value == "black" { value = "#000000" }
      guard value.hasPrefix("#"), let rgb = Int(value.dropFirst(), radix: 16)
      else { return value.filter { $0 != " " } }
      return "rgb(\(rgb >> 16),\(rgb >> 8 & 255),\(rgb & 255))"
    }
    var seen = ["fill": colour("fill"), "stroke": colour("stroke")]
    if seen["stroke"] != "none" {
      seen["cap"] = style["stroke-linecap"] ?? "butt"
      seen["dashes"] = numbers(style["stroke-dasharray"] ?? "").description
    }
    if kind == "text" {
      seen["anchor"] = style["text-anchor"] ?? "start"
      seen["font"] = style["font-family"]
    }
    return seen
  }

  private static func sizes(
    _ style: [String: String], _ kind: String, _ scale: Double
  ) -> [String: Double] {
    func size(_ name: String, or initial: Double) -> Double {
      numbers(style[name] ?? "").first ?? initial
    }
    var sizes: [String: Double] = [:]
    if style["fill"] != "none" {
      sizes["fill"] = size("fill-opacity", or: 1)
    }
    if style["stroke"] != "none" {
      sizes["stroke"] = size("stroke-opacity", or: 1)
      sizes["width"] = size("stroke-width", or: 1) * scale
    }
    if kind == "text" { sizes["font"] = size("font-size", or: 16) }
    return sizes
  }
}
