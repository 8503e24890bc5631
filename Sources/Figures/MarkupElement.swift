/// An element of an XML document.
struct MarkupElement: Equatable {
  /// What an element holds.
  enum Content: Equatable {
    case element(MarkupElement)
    /// Text as it is written, entities and all.
    case text(String)
  }

  struct Attribute: Equatable {
    var name: String
    var value: String
  }

  var name: String
  var attributes: [Attribute]
  var contents: [Content]

  /// The value of an attribute; setting `nil` removes it.
  subscript(name: String) -> String? {
    get { attributes.first { $0.name == name }?.value }
    set {
      let index = attributes.firstIndex { $0.name == name }
      switch (index, newValue) {
      case (let index?, let value?): attributes[index].value = value
      case (let index?, nil): attributes.remove(at: index)
      case (nil, let value?): attributes.append(.init(name: name, value: value))
      case (nil, nil): break
      }
    }
  }

  /// The elements among the contents.
  var children: [MarkupElement] {
    contents.compactMap {
      if case .element(let child) = $0 { child } else { nil }
    }
  }

  /// The element in XML, without blanks of its own.
  var text: String {
    let names = attributes.map {
      " \($0.name)=\"\($0.value.replacing("\"", with: "&quot;"))\""
    }
    let inner = contents.map { content in
      switch content {
      case .element(let child): child.text
      case .text(let text): text
      }
    }
    return inner.isEmpty
      ? "<\(name)\(names.joined())/>"
      : "<\(name)\(names.joined())>\(inner.joined())</\(name)>"
  }
}

extension MarkupElement {
  /// The root element of a document; `nil` if it is not what gnuplot writes:
  /// elements, attributes, texts and comments.
  init?(document: String) {
    var reader = MarkupReader(bytes: Array(document.utf8))
    guard let root = reader.root() else { return nil }
    self = root
  }
}

/// Reads XML from its first byte to its last.
private struct MarkupReader {
  let bytes: [UInt8]
  var position = 0
  /// Deeper than gnuplot nests; deeper text is refused, not followed.
  private let depthLimit = 64

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func root() -> MarkupElement? {
    while skipBlanks(), at("<") {
      if !(skip("<?", until: "?>") || skip("<!--", until: "-->")
        || skip("<!DOCTYPE", until: ">"))
      {
        return element(depth: 0)
      }
    }
    return nil
  }

  private mutating func element(depth: Int) -> MarkupElement? {
    guard depth < depthLimit, take("<"), let name = name() else { return nil }
    var element = MarkupElement(name: name, attributes: [], contents: [])
    while skipBlanks(), !at(">"), !at("/>") {
      guard let attribute = attribute() else { return nil }
      element.attributes.append(attribute)
    }
    if take("/>") { return element }
    guard take(">") else { return nil }
    while position < bytes.count {
      if take("</") {
        return take(name) && skipBlanks() && take(">") ? element : nil
      }
      if skip("<!--", until: "-->") { continue }
      if at("<") {
        guard let child = self.element(depth: depth + 1) else { return nil }
        element.contents.append(.element(child))
      } else {
        element.contents.append(.text(upTo("<")))
      }
    }
    return nil
  }

  private mutating func attribute() -> MarkupElement.Attribute? {
    guard let name = name(), skipBlanks(), take("="), skipBlanks() else {
      return nil
    }
    let quote = at("'") ? "'" : "\""
    guard take(quote) else { return nil }
    let value = upTo(quote)
    return take(quote) ? .init(name: name, value: value) : nil
  }

  private mutating func name() -> String? {
    let marks = Array("-_:.".utf8)
    let start = position
    while position < bytes.count,
      marks.contains(bytes[position])
        || Character(Unicode.Scalar(bytes[position])).isLetter
        || Character(Unicode.Scalar(bytes[position])).isNumber
    { position += 1 }
    return position > start
      ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
  }

  /// Always true, to stand in a condition.
  private mutating func skipBlanks() -> Bool {
    while position < bytes.count, [9, 10, 13, 32].contains(bytes[position]) {
      position += 1
    }
    return true
  }

  private func at(_ text: String) -> Bool {
    bytes[position...].starts(with: text.utf8)
  }

  private mutating func take(_ text: String) -> Bool {
    guard at(text) else { return false }
    position += text.utf8.count
    return true
  }

  /// Skips from `start` to behind `end`; false if `start` is not here.
  private mutating func skip(_ start: String, until end: String) -> Bool {
    guard take(start) else { return false }
    while position < bytes.count, !take(end) { position += 1 }
    return true
  }

  private mutating func upTo(_ mark: String) -> String {
    let start = position
    let end = mark.utf8.first
    while position < bytes.count, bytes[position] != end { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }
}
