/// What is missing in the doc comments of public symbols.
///
/// Each symbol has a comment that begins with words, and each function,
/// initializer or property that throws says what (`- Throws:`). What
/// implements a requirement may leave to the requirement what that says; a
/// function that throws only what its arguments throw need not say so.
public struct DocComments {
  private let symbols: [SymbolGraph.Symbol]
  /// Of what implements a requirement: the requirement.
  private let origins: [String: String]
  private let comments: [String: String]

  /// The comments in `graphs`, which belong together: requirements of one
  /// module are met in others.
  public init(_ graphs: [SymbolGraph]) {
    symbols = graphs.flatMap(\.symbols)
    origins = Dictionary(
      graphs.flatMap(\.relationships).compactMap { relationship in
        relationship.requirement.map { (relationship.source, $0) }
      }, uniquingKeysWith: { first, _ in first })
    comments = Dictionary(
      symbols.map { ($0.identifier.precise, $0.comment) },
      uniquingKeysWith: { first, _ in first })
  }

  /// How many symbols there are.
  public var count: Int { judged.count }

  /// What is missing, as `file:line: symbol: what`, in order of the text.
  ///
  /// - Complexity: O(n log n) for n symbols.
  public var complaints: [String] {
    judged.flatMap { symbol in
      lacks(symbol).map { "\(symbol.place): \(symbol.name): \($0)" }
    }.sorted()
  }

  /// An extension of a type says nothing; its members do.
  private var judged: [SymbolGraph.Symbol] {
    symbols.filter { $0.kind.identifier != "swift.extension" }
  }

  private func lacks(_ symbol: SymbolGraph.Symbol) -> [String] {
    let origin = origins[symbol.identifier.precise]
    let comment = symbol.comment
    if comment.isEmpty {
      return origin == nil ? ["has no doc comment"] : []
    }
    var lacks: [String] = []
    if comment.hasPrefix("-") {
      lacks.append("does not say what it is before its parameters or errors")
    }
    // A requirement of a module that is not here is documented elsewhere.
    let inherited = origin.map { comments[$0] ?? "- Throws:" } ?? ""
    if symbol.throwsErrors, !(comment + inherited).contains("- Throws:") {
      lacks.append("throws and does not say what (- Throws:)")
    }
    return lacks
  }
}

extension SymbolGraph.Symbol {
  var name: String { pathComponents.joined(separator: ".") }

  var comment: String {
    var lines = (docComment?.lines ?? []).map {
      $0.text.drop { $0 == " " }
    }[...]
    while lines.first?.isEmpty == true { lines.removeFirst() }
    return lines.joined(separator: "\n")
  }

  var place: String {
    guard let location else { return "?" }
    let path = location.uri.replacing("file://", with: "")
    return "\(path):\(location.position.line + 1)"
  }

  /// Whether calling or reading it may throw errors of its own.
  var throwsErrors: Bool {
    let text = (declarationFragments ?? []).map(\.spelling).joined()
    if kind.identifier.hasSuffix("property") {
      return text.contains("get throws")
    }
    // Closures among the parameters stand in brackets, one that is returned
    // behind the arrow.
    var depth = 0
    var outside = ""
    for character in text {
      if "([".contains(character) { depth += 1 }
      if depth == 0 { outside.append(character) }
      if ")]".contains(character) { depth -= 1 }
    }
    let effects = outside.prefix(upTo: outside.firstArrow)
    return effects.split(separator: " ").contains { word in
      word == "throws"
    }
  }
}

extension String {
  fileprivate var firstArrow: Index {
    firstRange(of: "->")?.lowerBound ?? endIndex
  }
}
