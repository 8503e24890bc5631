import Diagnostics

/// Reads a mapping key by key and remembers which keys it was asked for.
///
///     var reader = try MappingReader(node, keys: ["title", "year"])
///     let title = try reader.required("title").string()
///     let year = try reader.optional("year")?.int(in: 1900...2100)
///     try reader.finish()
///
/// A key outside `keys` is reported at once, before a missing key is: who
/// writes `titel` is told about that and not about `title`. `finish` reports
/// what is there but was never asked for.
public struct MappingReader {
  /// Where the mapping stands.
  public let location: Diagnosis.Location
  private let entries: [Node.Entry]
  private let keys: [String]
  private var asked: [String] = []

  /// A reader of the mapping `node`.
  ///
  /// - Parameter keys: all keys that there may be, in the order in which an
  ///   error lists them; empty if only the reads tell.
  /// - Throws: ``DocumentError`` if `node` is no mapping or has other keys.
  public init(_ node: Node, keys: [String] = []) throws {
    location = node.location
    entries = try node.mapping()
    self.keys = keys
    if !keys.isEmpty { try check(keys) }
  }

  /// The value of `key`, or `nil` if it is absent or null.
  public mutating func optional(_ key: String) -> Node? {
    if !asked.contains(key) { asked.append(key) }
    let value = entries.first { $0.name == key }?.value
    return value?.isNull == true ? nil : value
  }

  /// The value of `key`.
  ///
  /// - Throws: ``DocumentError/missingKey(_:known:at:)`` if there is none.
  public mutating func required(_ key: String) throws -> Node {
    if let value = optional(key) { return value }
    throw DocumentError.missingKey(
      key, known: keys.isEmpty ? asked : keys, at: location)
  }

  /// Reports the first key that nobody asked for.
  ///
  /// - Throws: ``DocumentError/unknownKey(_:known:at:)``.
  public func finish() throws {
    try check(asked)
  }

  private func check(_ known: [String]) throws {
    if let entry = entries.first(where: { !known.contains($0.name) }) {
      throw DocumentError.unknownKey(
        entry.name, known: known, at: entry.location)
    }
  }
}
