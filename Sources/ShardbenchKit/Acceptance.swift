import Experiments

/// What `claims` is told to accept, and why.
struct Acceptance {
  /// The reason; empty if nothing is to be accepted.
  let reason: String
  private let words: [String]
  private let takesNew: Bool

  /// - Throws: ``UsageError`` for a verdict without a reason, or the reverse.
  init(_ arguments: Arguments) throws {
    words = arguments.all("accept")
    takesNew = arguments.has("accept-new")
    // One line, so that the file has one line a claim.
    reason = (arguments["reason"] ?? "").split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
    guard words.isEmpty && !takesNew else {
      guard !reason.isEmpty else {
        throw UsageError.missingOption("--reason TEXT", command: "claims")
      }
      return
    }
    guard arguments["reason"] == nil else {
      throw UsageError.missingOption(
        "--accept ID or --accept-new with a reason", command: "claims")
    }
  }

  /// Whether anything is to be accepted.
  var isWanted: Bool { takesNew || !words.isEmpty }

  /// The changes that are accepted.
  ///
  /// - Throws: `AcceptedVerdictsError` for names that no change has.
  func taken(
    of changes: [VerdictChange], _ verdicts: [ClaimVerdict]
  ) throws -> [VerdictChange] {
    let named = try changes.named(words, verdicts: verdicts)
    return changes.filter { named.contains($0) || (takesNew && $0.isNew) }
  }

  /// The command line as it was given, without what it accepts.
  func command(_ arguments: Arguments) -> String {
    (["shardbench claims"]
      + arguments.all("results").suffix(1).map {
        "--results " + RunCommand.word($0)
      }
      + (arguments.has("present") ? ["--present"] : []))
      .joined(separator: " ")
  }
}
