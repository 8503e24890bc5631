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

  /// - Throws: ``ScaffoldError`` for a name that is none, or is taken.
  init(_ kind: Kind, named name: String, beside extensions: Extensions) throws {
    guard name.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil,
      name.count <= 60
    else { throw ScaffoldError.badName(name) }
    self.kind = kind
    self.name = name
    let known =
      switch kind {
      case .scheme:
        extensions.allSchemes.map { Swift.type(of: $0).name }
          + Vocabulary(extending: extensions).groups + Self.targets
      case .collective: extensions.collectiveNames
      case .platform: [String]()
      }
    // The types of Swift and of shardbench that the new files use.
    guard !known.contains(name), !Self.types.contains(type) else {
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
    "Experiments", "Platforms", "Platform", "Swift", "Testing",
  ]
}
