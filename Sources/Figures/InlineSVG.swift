/// A figure of gnuplot as a part of a page: an `svg` element that draws the
/// same with far fewer bytes, whose ids begin with `prefix`.
///
/// gnuplot repeats every property for every stroke, and defines each marker
/// whether it is used or not. Here a property is said once, by the outermost
/// element that it holds for, and what draws nothing is left out. Coordinates
/// are not rounded. `nil` if `text` is no SVG.
public func inlineSVG(_ text: String, prefix: String) -> String? {
  guard var root = MarkupElement(document: text), root.name == "svg" else {
    return nil
  }
  root = root.withoutRemarks()
  while root.removeUnusedDefinitions() {}
  root.freeBackground()
  root.contents = root.contents.map { content in
    guard case .element(let child) = content else { return content }
    return .element(child.tidied().hoisted())
  }
  root = root.inheriting(SVG.initial).tidied()
  root.prefixIDs(prefix + "-")
  return root.text
}

/// What holds for all SVG.
enum SVG {
  /// Properties that elements inherit, as far as gnuplot writes them.
  static let inherited = [
    "fill", "stroke", "color", "stroke-width", "stroke-linecap",
    "stroke-linejoin", "font-family", "font-size", "text-anchor",
  ]
  /// Those of them that only texts show.
  static let ofTexts = ["font-family", "font-size", "text-anchor"]
  /// What the outermost element has.
  static let initial = [
    "stroke-linecap": "butt", "stroke-linejoin": "miter",
    "text-anchor": "start",
  ]
  /// Elements that draw nothing where they stand.
  static let silent = ["title", "desc", "defs"]
}

extension MarkupElement {
  /// Without what nobody sees: names that gnuplot gives its parts, blanks
  /// between elements and in values.
  fileprivate func withoutRemarks() -> MarkupElement {
    var found = self
    let isText = ["text", "tspan", "title"].contains(name)
    found.contents = contents.compactMap { content in
      switch content {
      case .text(let text):
        isText || !text.allSatisfy(\.isWhitespace) ? content : nil
      case .element(let child):
        child.isRemark ? nil : .element(child.withoutRemarks())
      }
    }
    found.attributes = attributes.compactMap { attribute in
      attribute == .init(name: "class", value: "gridline")
        ? nil
        : attribute.shortened
    }
    return found
  }

  private var isRemark: Bool {
    guard name == "title", case .text(let text)? = contents.first else {
      return name == "desc"
    }
    return text == "Gnuplot" || text.hasPrefix("gnuplot_plot_")
  }

  /// Removes ids that nothing refers to, with what they define; true if some
  /// definition went, which may have been the last to refer to another.
  fileprivate mutating func removeUnusedDefinitions() -> Bool {
    var used: Set<String> = []
    visit { element in
      for attribute in element.attributes {
        if let id = attribute.reference { used.insert(id) }
      }
    }
    var isChanged = false
    edit { element in
      guard element.name == "defs" else { return }
      let count = element.contents.count
      element.contents.removeAll { content in
        guard case .element(let child) = content, let id = child["id"] else {
          return false
        }
        return !used.contains(id)
      }
      isChanged = isChanged || element.contents.count < count
    }
    edit { if let id = $0["id"], !used.contains(id) { $0["id"] = nil } }
    return isChanged
  }

  /// Moves the background out of the group that it lies in, so that the group
  /// has only strokes and texts.
  fileprivate mutating func freeBackground() {
    guard contents.count == 1, case .element(var canvas)? = contents.first,
      canvas.name == "g", canvas.attributes.isEmpty,
      let first = canvas.contents.first,
      case .element(let ground) = first, ground.name == "rect"
    else { return }
    canvas.contents.removeFirst()
    contents = [first, .element(canvas)]
  }

  /// Puts a prefix in front of each id and in each reference.
  fileprivate mutating func prefixIDs(_ prefix: String) {
    edit { element in
      for index in element.attributes.indices {
        let attribute = element.attributes[index]
        if attribute.name == "id" {
          element.attributes[index].value = prefix + attribute.value
        } else if let id = attribute.reference {
          element.attributes[index].value = attribute.value.replacing(
            "#" + id, with: "#" + prefix + id)
        }
      }
    }
  }

  private func visit(_ work: (MarkupElement) -> Void) {
    work(self)
    for child in children { child.visit(work) }
  }

  private mutating func edit(_ work: (inout MarkupElement) -> Void) {
    work(&self)
    contents = contents.map { content in
      guard case .element(var child) = content else { return content }
      child.edit(work)
      return .element(child)
    }
  }
}

extension MarkupElement.Attribute {
  /// The id that the value refers to: `#id` in a link, or `url(#id)`.
  fileprivate var reference: String? {
    let isLink = name == "href" || name == "xlink:href"
    if isLink, value.hasPrefix("#") { return String(value.dropFirst()) }
    guard value.hasPrefix("url(#"), value.hasSuffix(")") else { return nil }
    return String(value.dropFirst(5).dropLast())
  }
}

extension MarkupElement.Attribute {
  /// Without blanks and zeros that change nothing: `rgb(  0, 114, 178)` is
  /// `#0072b2`, and `12.50` is `12.5`.
  fileprivate var shortened: Self {
    switch name {
    case "fill", "stroke", "color":
      .init(name: name, value: hexadecimal(value) ?? value)
    case "d", "points", "transform", "stroke-dasharray":
      .init(name: name, value: shortNumbers(value))
    default: self
    }
  }
}

/// A colour that is written as `rgb(r, g, b)`, as `#rrggbb`.
private func hexadecimal(_ colour: String) -> String? {
  guard colour.hasPrefix("rgb("), colour.hasSuffix(")") else { return nil }
  let parts = colour.dropFirst(4).dropLast().split(separator: ",")
  let bytes = parts.compactMap { UInt8($0.filter { $0 != " " }) }
  guard bytes.count == 3, parts.count == 3 else { return nil }
  return "#"
    + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// Numbers and letters of a path or transform without needless zeros after a
/// point, and with single blanks.
func shortNumbers(_ text: String) -> String {
  var result = ""
  // Whether `result` ends in a number with a point.
  var hasPoint = false
  func trim() {
    guard hasPoint else { return }
    while result.last == "0" { result.removeLast() }
    if result.last == "." { result.removeLast() }
    hasPoint = false
  }
  for character in text {
    if character == "." {
      hasPoint = result.last?.isNumber == true
    } else if !character.isNumber {
      trim()
    }
    let isBlank = character.isWhitespace
    if isBlank, result.isEmpty || result.last == " " { continue }
    result.append(isBlank ? " " : character)
  }
  trim()
  if result.last == " " { result.removeLast() }
  return result
}
