import Experiments
import Foundation
import Tables

/// Judges published numbers by the CSV files.
enum ClaimsCommand: Command {
  static let name = "claims"
  static let summary = "judge published numbers by what came out"
  static let operands = ""
  static let options = [
    CommandOption("results", "DIR", "where CSV files lie (default results)"),
    CommandOption("present", "judge only experiments that have results there"),
  ]
  static let details = """
    Writes claims.csv and claims.md beside the CSV files and prints the table.
    A number that constants were fitted to is at best "reproduced by fit". A
    claim that is not reproduced is a finding, not a failure; one that cannot
    be judged is an error, unless it says that it needs another profile.
    """

  static func run(_ arguments: Arguments) throws {
    try arguments.expectOperands(atMost: 0)
    let workspace = try Workspace()
    let results = RunOptions.folder(arguments, "results", workspace)
    let verdicts = try verdicts(
      results, workspace, skipsMissing: arguments.has("present"))
    try ClaimVerdict.table(verdicts).write(
      to: results.appendingPathComponent("claims.csv"))
    let page = markdown(verdicts)
    try writeAtomically(
      Data(page.utf8), to: results.appendingPathComponent("claims.md"))
    print(page, terminator: "")
  }

  /// The verdicts on all claims of all experiments; without those that have
  /// no results if `skipsMissing`.
  static func verdicts(
    _ results: URL, _ workspace: Workspace, skipsMissing: Bool = false
  ) throws -> [ClaimVerdict] {
    try workspace.experiments().flatMap { name in
      let manifest = try Manifest(
        contentsOf: workspace.manifest(name).relativePath,
        vocabulary: .standard)
      guard !manifest.claims.isEmpty else { return [ClaimVerdict]() }
      let csv = results.appendingPathComponent("\(manifest.experiment).csv")
      if skipsMissing, !FileManager.default.fileExists(atPath: csv.path) {
        return []
      }
      let table = try Table(reading: csv)
      let profile = profile(beside: csv)
      return try manifest.claims.map {
        try ClaimVerdict(
          $0, of: manifest.experiment, by: table, profile: profile)
      }
    }
  }

  /// The profile that made a CSV file, as its provenance says.
  private static func profile(beside csv: URL) -> String? {
    struct Origin: Decodable { var profile: String }
    let file = csv.deletingPathExtension()
      .appendingPathExtension("provenance.json")
    return (try? Data(contentsOf: file)).flatMap {
      try? JSONDecoder().decode(Origin.self, from: $0)
    }?.profile
  }

  static func markdown(_ verdicts: [ClaimVerdict]) -> String {
    let rows = verdicts.map { verdict in
      let claim = verdict.claim
      // A bar would end the cell.
      let says = claim.says.replacing("|", with: "\\|")
      return "| \(claim.id) | \(says) | \(verdict.expectation(number)) "
        + "| \(obtained(verdict)) | \(deviation(verdict)) "
        + "| \(claim.evidence.rawValue) | \(verdict.text) "
        + "| `shardbench run \(verdict.experiment)"
        + "\(claim.profile.map { " --profile \($0)" } ?? "")` |"
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
