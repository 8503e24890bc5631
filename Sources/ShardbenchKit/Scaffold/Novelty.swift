import Experiments

/// Something new that a package is to have.
struct Novelty {
  /// What can be made.
  enum Kind: String, CaseIterable {
    case scheme, collective, platform

    static var names: [String] { allCases.map(\.rawValue) }
  }

  let kind: Kind
  /// The name in manifests: `my-split`.
  let name: String
  /// The name of the type in Swift: `MySplit`.
  var type: String {
    name.split(separator: "-").map {
      $0.prefix(1).uppercased() + $0.dropFirst()
    }
    .joined()
  }

  /// The name of the module of a target called as this is.
  var module: String { name.replacing("-", with: "_") }

  /// - Parameter platforms: those that there are.
  /// - Throws: ``ScaffoldError`` for a name that is none, or is taken.
  init(
    _ kind: Kind, named name: String, beside extensions: Extensions,
    platforms: [String]
  ) throws {
    guard name.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil,
      name.count <= 60, !Self.reserved.contains(name)
    else { throw ScaffoldError.badName(name) }
    self.kind = kind
    self.name = name
    let known =
      switch kind {
      case .scheme:
        extensions.allSchemes.map { Swift.type(of: $0).name }
          + Vocabulary(extending: extensions).groups + Self.targets
      case .collective: extensions.takenCollectives
      case .platform: platforms
      }
    // The types of Swift and of shardbench that the new files use.
    let isType = kind != .platform && Self.types.contains(type)
    guard !known.contains(name), !isType else {
      throw ScaffoldError.takenName(name, kind: kind.rawValue)
    }
  }

  /// Programs of shardbench, beside which no other can have the same name.
  private static let targets = [
    "shardbench", "shardbench-bench", "shardbench-fuzz",
  ]
  private static let types = [
    "Cluster", "Scheme", "Schemes", "Models", "Tensors", "Sharded", "Tensor",
    "Pass", "Transformer", "Collective", "Device", "Shardbench", "Block",
    "Experiments", "Platforms", "Platform", "Swift", "Testing", "ModelShape",
    "PositionShares", "Int", "Float", "String", "Bool", "Array", "Foundation",
    "SchemeConformance", "ShardbenchKit",
  ]
  /// Words that neither a module nor a type in Swift can be called, and those
  /// that YAML reads otherwise.
  private static let reserved: Set = [
    "any", "as", "associatedtype", "break", "case", "catch", "class",
    "continue", "default", "defer", "deinit", "do", "else", "enum",
    "extension", "fallthrough", "false", "fileprivate", "for", "func",
    "guard", "if", "import", "in", "init", "inout", "internal", "is", "let",
    "no", "null", "off", "on", "open", "operator", "precedencegroup",
    "private", "protocol", "public", "repeat", "rethrows", "return", "self",
    "some", "static", "struct", "subscript", "super", "switch", "throw",
    "throws", "true", "try", "type", "typealias", "var", "where", "while",
    "yes",
  ]
}
