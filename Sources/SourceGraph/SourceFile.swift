import Digests

/// A source file: what it declares, what it mentions, and a digest of its
/// text that does not change with comments and indentation.
public struct SourceFile: Sendable {
  /// The module that it belongs to.
  public let module: String
  /// Its path from the root of the package.
  public let path: String
  /// SHA-256 of its text without comments and runs of blanks, in hexadecimal.
  public let digest: String
  /// Names of types, functions and values that other files see.
  public private(set) var declared: Set<String> = []
  /// Names of types that it extends.
  public private(set) var extended: Set<String> = []
  /// What its types conform to, by type.
  public private(set) var conformances: [String: Set<String>] = [:]
  /// Modules that it imports.
  public private(set) var imports: Set<String> = []
  /// All names in its code.
  public let mentioned: Set<String>
  /// Members by the type that they are added to.
  private(set) var members: [String: Set<String>] = [:]
  /// Types to which it adds what is used without a name: an initialiser, a
  /// subscript, an operator.
  private(set) var unnamed: Set<String> = []
  /// Whether it declares operators.
  private(set) var declaresOperators = false
  /// Whether it is Swift.
  let isSwift: Bool

  /// Reads the text of a file.
  public init(module: String, path: String, text: [UInt8]) {
    self.module = module
    self.path = path
    isSwift = path.hasSuffix(".swift")
    let source = SourceText(text, nestsComments: isSwift)
    digest = sha256(source.plain)
    mentioned = isSwift ? Set(source.tokens.filter(\.isName)) : []
    if isSwift { readDeclarations(source.tokens) }
  }

  private mutating func readDeclarations(_ tokens: [String]) {
    var depth = 0
    // The type whose extension is being read; extensions stand outermost.
    var extending: String?
    for (index, token) in tokens.enumerated() {
      let name = index + 1 < tokens.count ? tokens[index + 1] : ""
      switch token {
      case "{", "(", "[": depth += 1
      case "}", ")", "]":
        depth -= 1
        if depth == 0 { extending = nil }
      case "import" where depth == 0:
        imports.insert(name)
      case "extension" where depth == 0:
        guard !isPrivate(tokens[..<index]) else { break }
        extending = name
        readConformances(of: name, tokens[(index + 2)...])
        if conformances[name] != nil { extended.insert(name) }
      case _ where Self.declaring.contains(token) && depth < 2:
        guard !isPrivate(tokens[..<index]) else { break }
        if depth == 0 {
          declare(name, after: token, tokens[(index + 1)...])
        } else if let extending {
          extended.insert(extending)
          if name.isName, token != "init", token != "subscript" {
            members[extending, default: []].insert(name)
          } else {
            unnamed.insert(extending)
          }
        }
      default: break
      }
    }
  }

  private mutating func declare(
    _ name: String, after keyword: String, _ tokens: ArraySlice<String>
  ) {
    guard name.isName else {
      declaresOperators = declaresOperators || keyword == "func"
      return
    }
    // As in `class func`.
    guard !Self.declaring.contains(name) else { return }
    declared.insert(name)
    if !["func", "let", "var"].contains(keyword) {
      readConformances(of: name, tokens.dropFirst())
    }
  }

  private static let declaring: Set<String> = [
    "struct", "class", "enum", "protocol", "actor", "typealias", "func", "let",
    "var", "init", "subscript",
  ]

  /// Whether the modifiers that `tokens` end with hide what comes next from
  /// other files.
  private func isPrivate(_ tokens: ArraySlice<String>) -> Bool {
    for token in tokens.reversed() {
      if token == "private" || token == "fileprivate" { return true }
      // `private(set)` ends with a parenthesis: it hides a setter only.
      guard Self.modifiers.contains(token) else { return false }
    }
    return false
  }

  private static let modifiers: Set<String> = [
    "static", "final", "class", "mutating", "nonmutating", "lazy", "weak",
    "unowned", "indirect", "override", "required", "convenience", "nonisolated",
    "public", "internal", "package",
  ]

  /// The names between a colon and the brace that opens a type.
  private mutating func readConformances(
    of type: String, _ tokens: ArraySlice<String>
  ) {
    let head = tokens.prefix { $0 != "{" && $0 != "=" && $0 != "where" }
    guard let colon = head.firstIndex(of: ":") else { return }
    conformances[type, default: []].formUnion(
      head[colon...].filter(\.isName))
  }
}

extension String {
  /// Whether this is a name and not a mark or a number.
  var isName: Bool {
    first.map { $0.isLetter || $0 == "_" } ?? false
  }
}
