import Diagnostics
import Experiments
import Foundation

/// Whether the verdicts on claims may stand, and what to say if not.
struct Judgement {
  /// All verdicts.
  let verdicts: [ClaimVerdict]
  /// Those unlike the accepted ones.
  let changes: [VerdictChange]
  /// Whether there are accepted verdicts to compare with.
  let compares: Bool
  /// Whether each claim must be reproduced.
  let isStrict: Bool
  /// The command that judged, without what it accepts.
  let command: String

  /// Tells what is amiss.
  ///
  /// - Throws: ``JudgementError`` if anything is.
  func conclude() throws {
    if !compares {
      tell(
        "no accepted verdicts here: "
          + counted(verdicts.count, "verdict") + " taken as found\n"
          + "  keep them: \(acceptNew)")
    }
    let changes = compares ? self.changes : []
    for change in changes where !change.isNew {
      tell(
        "\(change.words)\n  accept: \(command) --accept "
          + "\(changes.word(for: change)) --reason \"...\"")
    }
    let new = changes.filter(\.isNew)
    for change in new { tell(change.words) }
    if !new.isEmpty { tell("  accept: \(acceptNew)") }
    let short = isStrict ? verdicts.filter(isShort) : []
    for verdict in short {
      tell("\(verdict.experiment)/\(verdict.claim.id): \(verdict.text)")
    }
    if !changes.isEmpty || !short.isEmpty {
      throw JudgementError(changed: changes.count, short: short.count)
    }
  }

  private var acceptNew: String {
    "\(command) --accept-new --reason \"...\""
  }

  /// Whether the claim is less than reproduced.
  private func isShort(_ verdict: ClaimVerdict) -> Bool {
    switch verdict.verdict {
    case .reproduced, .byFit: false
    case .notReproduced, .notTestable: true
    }
  }

  private func tell(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}

/// Verdicts that may not stand; each was told of.
struct JudgementError: Error, Equatable {
  /// Verdicts unlike the accepted ones.
  let changed: Int
  /// Claims that are not reproduced where all must be.
  let short: Int
}

extension JudgementError: Diagnosable {
  var diagnosis: Diagnosis {
    let parts = [
      changed > 0
        ? counted(changed, "verdict") + " unlike the accepted ones" : nil,
      short > 0 ? counted(short, "claim") + " not reproduced" : nil,
    ].compactMap { $0 }
    return Diagnosis(
      parts.joined(separator: " and ") + ", see above",
      remedy: changed > 0
        ? "find out why; then mend the cause, or accept what is right"
        : "mend the cause, or leave out --strict: it is a finding")
  }
}
