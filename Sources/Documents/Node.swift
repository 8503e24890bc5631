import Diagnostics

/// A piece of a YAML document that knows where it stands.
///
/// Aliases are written out and tags are refused, so a tree of nodes is all
/// there is to a document. Every tree is at most ``YAMLLimits/depth`` deep.
public struct Node: Sendable {
  /// What a node holds.
  public enum Content: Sendable {
    /// A text, a number, a truth value or nothing.
    case scalar(Scalar)
    /// Values in order.
    case sequence([Node])
    /// Named values in file order; no name occurs twice.
    case mapping([Entry])
  }

  /// A name in a mapping, and its value.
  public struct Entry: Sendable {
    /// The key.
    public var name: String
    /// Where the key stands.
    public var location: Diagnosis.Location
    /// What it names.
    public var value: Node

    /// An entry from its parts.
    public init(name: String, location: Diagnosis.Location, value: Node) {
      self.name = name
      self.location = location
      self.value = value
    }
  }

  /// Where the node begins.
  public var location: Diagnosis.Location
  /// What the node holds.
  public var content: Content

  /// A node from its parts.
  public init(_ content: Content, at location: Diagnosis.Location) {
    self.location = location
    self.content = content
  }

  /// The scalar, if the node is one.
  public var scalar: Scalar? {
    if case .scalar(let scalar) = content { scalar } else { nil }
  }

  /// The entries, if the node is a mapping.
  public var entries: [Entry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// The items, if the node is a sequence.
  public var items: [Node]? {
    if case .sequence(let items) = content { items } else { nil }
  }

  /// Whether the node is empty, `~` or `null`.
  public var isNull: Bool { scalar?.isNull ?? false }

  /// The value named `name`, if the node is a mapping that has it.
  ///
  /// Complexity: O(entries).
  public subscript(name: String) -> Node? {
    entries?.first { $0.name == name }?.value
  }

  /// The node in a few words, for "found …" in an error.
  public var summary: String {
    switch content {
    case .scalar(let scalar) where scalar.isNull: "nothing"
    case .scalar(let scalar): "'\(shortened(scalar.text))'"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}

/// At most 60 characters of `text` on one line, so that an error stays one.
public func shortened(_ text: String) -> String {
  let line = text.prefix(61).map { $0.isNewline ? " " : $0 }
  return line.count <= 60 ? String(line) : String(line.prefix(59)) + "…"
}
