/// A verdict that is not the accepted one.
public struct VerdictChange: Equatable, Sendable {
  /// The experiment that makes the claim.
  public let experiment: String
  /// The claim's name.
  public let claim: String
  /// What is accepted, in words; `nil` for a claim that nobody has accepted
  /// anything of.
  public let accepted: String?
  /// The verdict now; `nil` for a claim that is judged no more, because it is
  /// gone from the manifests or its results are.
  public let found: ClaimVerdict.Verdict?

  /// Whether the claim is new to the accepted verdicts.
  public var isNew: Bool { accepted == nil }

  /// The experiment and the claim.
  public var name: String { experiment + "/" + claim }

  /// The old verdict and the new one, in words.
  public var words: String {
    let now = AcceptedVerdicts.words(found)
    guard let accepted else { return "\(name): \(now), not accepted yet" }
    return "\(name): \(now), accepted was: \(accepted)"
  }
}

extension [VerdictChange] {
  /// The shortest word by which `--accept` knows a change: its claim's name
  /// alone where no other has the same.
  public func word(for change: VerdictChange) -> String {
    count { $0.claim == change.claim } == 1 ? change.claim : change.name
  }

  /// The changes that `words` name, each `claim` or `experiment/claim`.
  ///
  /// - Parameters:
  ///   - words: as they stood on the command line.
  ///   - verdicts: all verdicts, to tell what has not changed from what there
  ///     is not.
  /// - Throws: ``AcceptedVerdictsError`` for a word that names none or several.
  public func named(
    _ words: [String], verdicts: [ClaimVerdict]
  ) throws -> [VerdictChange] {
    var named: [VerdictChange] = []
    for word in words {
      let found = filter { $0.claim == word || $0.name == word }
      guard let change = found.first else {
        if let same = verdicts.first(where: {
          $0.claim.id == word || "\($0.experiment)/\($0.claim.id)" == word
        }) {
          throw AcceptedVerdictsError.unchanged(
            word, verdict: same.verdict.rawValue)
        }
        throw AcceptedVerdictsError.unknown(
          word, changed: map { self.word(for: $0) })
      }
      guard found.count == 1 else {
        throw AcceptedVerdictsError.ambiguous(word, names: found.map(\.name))
      }
      if !named.contains(change) { named.append(change) }
    }
    return named
  }
}
