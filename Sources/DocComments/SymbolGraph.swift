import Foundation

/// The public symbols of one module, as the compiler writes them down.
///
/// Format: `swift symbolgraph-extract`, version 0.6; only what is asked for
/// here is read.
public struct SymbolGraph: Decodable {
  let symbols: [Symbol]
  let relationships: [Relationship]

  /// A graph from its JSON.
  ///
  /// - Throws: `DecodingError`.
  public init(json: Data) throws {
    self = try JSONDecoder().decode(SymbolGraph.self, from: json)
  }

  struct Symbol: Decodable {
    let identifier: Identifier
    let kind: Kind
    let pathComponents: [String]
    let docComment: DocComment?
    let declarationFragments: [Fragment]?
    let location: Location?
  }

  struct Identifier: Decodable {
    /// The mangled name.
    let precise: String
  }

  struct Kind: Decodable {
    let identifier: String
  }

  struct DocComment: Decodable {
    let lines: [Line]
  }

  struct Line: Decodable {
    let text: String
  }

  struct Fragment: Decodable {
    let spelling: String
  }

  struct Location: Decodable {
    let uri: String
    let position: Position
  }

  struct Position: Decodable {
    /// From 0.
    let line: Int
  }

  struct Relationship: Decodable {
    let kind: String
    let source: String
    let target: String
    /// What the source implements, if it is a requirement.
    let sourceOrigin: Origin?

    /// The requirement that the source implements, for one type or for all.
    var requirement: String? {
      kind == "defaultImplementationOf" ? target : sourceOrigin?.identifier
    }
  }

  struct Origin: Decodable {
    let identifier: String
  }
}
