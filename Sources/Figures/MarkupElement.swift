import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// An element of an XML document.
struct MarkupElement: Equatable {
  /// What an element holds.
  enum Content: Equatable {
    case element(MarkupElement)
    /// Text, with entities resolved.
    case text(String)
  }

  var name: String
  var attributes: [String: String]
  var contents: [Content] = []

  /// The elements among the contents.
  var children: [MarkupElement] {
    contents.compactMap {
      if case .element(let child) = $0 { child } else { nil }
    }
  }

  /// The root element of a document; `nil` if it is not well-formed. Elements
  /// nest at most as deep as libxml2 allows, 256; nothing outside of the
  /// document is read.
  init?(document: String) {
    let parser = XMLParser(data: Data(document.utf8))
    let reader = MarkupReader()
    parser.delegate = reader
    guard parser.parse(), let root = reader.root else { return nil }
    self = root
  }

  fileprivate init(name: String, attributes: [String: String]) {
    self.name = name
    self.attributes = attributes
  }
}

/// Builds elements from what the parser meets.
private final class MarkupReader: NSObject, XMLParserDelegate {
  var root: MarkupElement?
  /// The elements that have begun and not ended, from the outermost.
  private var open: [MarkupElement] = []

  func parser(
    _ parser: XMLParser, didStartElement name: String,
    namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    open.append(MarkupElement(name: name, attributes: attributes))
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
    qualifiedName: String?
  ) {
    guard let element = open.popLast() else { return }
    if open.isEmpty {
      root = element
    } else {
      open[open.count - 1].contents.append(.element(element))
    }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    guard var parent = open.popLast() else { return }
    // A text comes in pieces, as where an entity is resolved.
    if case .text(let before)? = parent.contents.last {
      parent.contents[parent.contents.count - 1] = .text(before + text)
    } else {
      parent.contents.append(.text(text))
    }
    open.append(parent)
  }
}
