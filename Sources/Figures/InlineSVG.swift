import MarkupText

extension FigureStyles {
  /// A figure of gnuplot as a part of a page: an `svg` element that looks the
  /// same with a fraction of the bytes.
  ///
  /// gnuplot repeats every property for every stroke and says each point in
  /// full. Here shapes of one look are one path, looks are classes of the
  /// page's style sheet, and coordinates are rounded to 0.1 pixel. Its ground,
  /// if it is white all over, is the page's.
  ///
  /// - Parameters:
  ///   - text: the file.
  ///   - prefix: what its ids begin with, because several share the page.
  ///   - label: what the figure shows, for those who do not see it.
  /// - Returns: `nil` if `text` is no SVG, or has what gnuplot does not write.
  public mutating func inline(
    _ text: String, prefix: String, label: String
  ) -> String? {
    guard let root = MarkupElement(document: text), root.name == "svg",
      let size = try? PathData.numbers(root.attributes["viewBox"] ?? ""),
      size.count == 4,
      let drawing = try? DrawingReader(root, prefix: prefix + "-")
    else { return nil }
    var shapes = drawing.shapes
    if let ground = shapes.first, ground.covers(size) { shapes.removeFirst() }
    let patterns = drawing.patterns.map { attributes, shapes in
      "<pattern\(Self.attributes(attributes))>\(markup(shapes))</pattern>"
    }
    let defs = patterns.isEmpty ? "" : "<defs>\(patterns.joined())</defs>"
    let view = size.map { PathText.number($0, digits: 1) }
    return "<svg role=\"img\" aria-label=\"\(label.escapedMarkup)\" "
      + "width=\"\(view[2])\" height=\"\(view[3])\" "
      + "viewBox=\"\(view.joined(separator: " "))\">"
      + defs + markup(shapes) + "</svg>"
  }

  private mutating func markup(_ shapes: [DrawnShape]) -> String {
    DrawingLayer.layers(shapes.map(\.dotted)).map { layer in
      let name = self.name(of: layer.style)
      var path = PathText()
      var texts: [String] = []
      for shape in layer.shapes {
        switch shape.form {
        case .strokes(let strokes): for stroke in strokes { path.add(stroke) }
        case .circle(let centre, let radius):
          if radius > 0 {
            path.addCircle(centre, radius: radius)
          } else {
            path.addDot(centre)
          }
        case .text(let place, let angle, let markup, _):
          texts.append(Self.text(markup, place, angle))
        }
      }
      if texts.isEmpty { return "<path class=\"\(name)\" d=\"\(path.text)\"/>" }
      return "<g class=\"\(name)\">\(texts.joined())</g>"
    }.joined()
  }

  private static func text(
    _ markup: String, _ place: Place, _ angle: Double
  ) -> String {
    let x = PathText.number(place.x, digits: 1)
    let y = PathText.number(place.y, digits: 1)
    let turn = PathText.number(angle, digits: 1)
    return turn == "0"
      ? "<text x=\"\(x)\" y=\"\(y)\">\(markup)</text>"
      : "<text transform=\"translate(\(x) \(y))rotate(\(turn))\">"
        + "\(markup)</text>"
  }

  private static func attributes(_ attributes: [String: String]) -> String {
    attributes.sorted { $0.key < $1.key }.map { name, value in
      " \(name)=\"\(value.escapedMarkup)\""
    }.joined()
  }
}

extension DrawnShape {
  /// A circle of one colour as a dot that a round pen leaves: a few bytes.
  fileprivate var dotted: DrawnShape {
    let rim = style["stroke"]
    guard case .circle(let centre, let radius) = form,
      let fill = style["fill"], fill.hasPrefix("#"),
      rim == nil || (rim == fill && !isTranslucent)
    else { return self }
    let width = style["stroke-width"].flatMap(Double.init) ?? 0
    var dot = self
    dot.form = .circle(centre, radius: 0)
    dot.style = ["fill": "none", "stroke": fill]
    dot.style["stroke-opacity"] = style["fill-opacity"]
    dot.style["stroke-width"] = PathText.number(
      2 * radius + width, digits: 2)
    dot.style["stroke-linecap"] = "round"
    return dot
  }

  /// Whether it is a white rectangle over all of a figure's `view`.
  fileprivate func covers(_ view: [Double]) -> Bool {
    guard case .strokes = form, style == ["fill": "#ffffff"] else {
      return false
    }
    let box = box
    return box.least == Place(view[0], view[1])
      && box.most == Place(view[0] + view[2], view[1] + view[3])
  }
}
