import Foundation

/// The properties that hold for a shape, and how CSS says what is seen of
/// them.
struct FigureProperties {
  private let properties: [String: String]
  private let scale: Double
  private let prefix: String

  /// Properties by name; lengths of lines grow by `scale`, and ids have
  /// `prefix`.
  init(_ properties: [String: String], scale: Double, prefix: String) {
    self.properties = properties
    self.scale = scale
    self.prefix = prefix
  }

  /// What changes the look of a shape; `nil` if nothing is seen of it.
  func style(ofText isText: Bool) -> [String: String]? {
    var style = ["fill": colour("fill")]
    let stroke = colour("stroke")
    guard stroke != "none" || style["fill"] != "none" else { return nil }
    if style["fill"] != "none" { keep("fill-opacity", unless: "1", &style) }
    if stroke != "none" {
      style["stroke"] = stroke
      style["stroke-width"] = scaled(properties["stroke-width"] ?? "1")
      keep("stroke-opacity", unless: "1", &style)
      keep("stroke-linecap", unless: "butt", &style)
      keep("stroke-linejoin", unless: "miter", &style)
      if let dashes = properties["stroke-dasharray"], dashes != "none" {
        style["stroke-dasharray"] =
          dashes.split(separator: ",").map { scaled(String($0)) }
          .joined(separator: ",")
      }
    }
    if isText {
      for name in ["font-family", "font-weight", "font-style"] {
        keep(name, unless: "", &style)
      }
      // CSS wants a unit where an attribute of SVG needs none.
      keep("font-size", unless: "", &style)
      style["font-size"] = style["font-size"].map { $0 + "px" }
      keep("text-anchor", unless: "start", &style)
    } else {
      keep("shape-rendering", unless: "auto", &style)
    }
    return style
  }

  private func keep(
    _ name: String, unless initial: String, _ style: inout [String: String]
  ) {
    guard let value = properties[name] else { return }
    let short = Double(value).map { PathText.number($0, digits: 2) } ?? value
    if short != initial { style[name] = short }
  }

  private func scaled(_ length: String) -> String {
    Double(length.trimmingCharacters(in: .whitespaces)).map {
      PathText.number($0 * scale, digits: 2)
    } ?? length
  }

  /// A colour as `#rrggbb`, or what else the property says.
  private func colour(_ name: String) -> String {
    var value = properties[name] ?? "none"
    if value == "currentColor" { value = properties["color"] ?? "black" }
    if value.hasPrefix("url(#") { return "url(#\(prefix)\(value.dropFirst(5))" }
    return switch value {
    case "black": "#000000"
    case "white": "#ffffff"
    default: Self.hexadecimal(value) ?? value.lowercased()
    }
  }

  /// A colour that is written as `rgb(r, g, b)`, as `#rrggbb`.
  private static func hexadecimal(_ colour: String) -> String? {
    guard colour.hasPrefix("rgb("), colour.hasSuffix(")") else { return nil }
    let parts = colour.dropFirst(4).dropLast().split(separator: ",")
    let bytes = parts.compactMap { UInt8($0.filter { $0 != " " }) }
    guard bytes.count == 3, parts.count == 3 else { return nil }
    return "#"
      + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
