import Experiments

/// The page `claims.md`.
enum ClaimsPage {
  /// Verdicts as a table in Markdown.
  static func markdown(_ verdicts: [ClaimVerdict]) -> String {
    let rows = verdicts.map { verdict in
      let claim = verdict.claim
      // A bar would end the cell.
      let says = claim.says.replacing("|", with: "\\|")
      return
        "| \(claim.id) | \(says) | \(verdict.expectation(ClaimVerdict.number)) "
        + "| \(verdict.obtainedText) | \(verdict.deviationText) "
        + "| \(claim.evidence.rawValue) | \(verdict.text) "
        + "| `\(verdict.command)` |"
    }
    let fits = verdicts.compactMap { verdict in
      verdict.claim.fit.map { "- \(verdict.claim.id): \($0)" }
    }
    return """
      # Claims

      Written by `shardbench claims` from the CSV files in this folder.

      | claim | says | expected | obtained | deviation | evidence | verdict | command |
      |---|---|---|---|---|---|---|---|
      \(rows.joined(separator: "\n"))

      Fitted:

      \(fits.isEmpty ? "nothing" : fits.joined(separator: "\n"))

      """
  }
}
