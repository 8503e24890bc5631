import Experiments
import Foundation

/// The page `claims.md`, and how verdicts are told to people.
enum ClaimsPage {
  /// Verdicts as a table in Markdown.
  static func markdown(_ verdicts: [ClaimVerdict]) -> String {
    let rows = verdicts.map { verdict in
      let claim = verdict.claim
      // A bar would end the cell.
      let says = claim.says.replacing("|", with: "\\|")
      return "| \(claim.id) | \(says) | \(verdict.expectation(number)) "
        + "| \(obtained(verdict)) | \(deviation(verdict)) "
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

  /// The value, with its interval where there are several seeds.
  static func obtained(_ verdict: ClaimVerdict) -> String {
    number(verdict.obtained)
      + (verdict.interval.map { " ± \(number($0))" } ?? "")
  }

  /// How far it is off; nothing where only an order is claimed.
  static func deviation(_ verdict: ClaimVerdict) -> String {
    verdict.claim.order == nil
      ? String(format: "%+.1f %%", verdict.deviation * 100) : ""
  }

  static func number(_ value: Double) -> String {
    value.rounded() == value && abs(value) < 1e15
      ? String(Int(value)) : String(format: "%.4g", value)
  }
}
