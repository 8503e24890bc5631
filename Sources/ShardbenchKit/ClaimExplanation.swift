import Diagnostics
import Experiments
import Foundation
import Tables

/// Why a claim has its verdict: what was expected, and the rows behind what
/// came out.
struct ClaimExplanation {
  private let verdict: ClaimVerdict
  private let manifest: Manifest
  private let table: Table
  private let csv: URL

  /// The claim called `id`, judged by the CSV files in `results`.
  ///
  /// - Throws: ``WorkspaceError/unknown(kind:name:known:)``, and what reading
  ///   and judging throw.
  init(_ id: String, _ results: URL, _ workspace: Workspace) throws {
    let manifests = try workspace.experiments().map {
      try Manifest(
        contentsOf: workspace.manifest($0).relativePath,
        vocabulary: workspace.vocabulary)
    }
    guard
      let manifest = manifests.first(where: {
        $0.claims.contains { $0.id == id }
      }),
      let claim = manifest.claims.first(where: { $0.id == id })
    else {
      throw WorkspaceError.unknown(
        kind: "claim", name: id,
        known: manifests.flatMap { $0.claims.map(\.id) })
    }
    self.manifest = manifest
    csv = results.appendingPathComponent("\(manifest.experiment).csv")
    table = try Table(reading: csv)
    verdict = try ClaimVerdict(
      claim, of: manifest.experiment, by: table,
      profile: try? Provenance.profile(
        in: csv.deletingPathExtension()
          .appendingPathExtension("provenance.json")))
  }

  /// Prints it.
  func show() throws {
    let claim = verdict.claim
    print("\(claim.id): \(verdict.text)")
    print("  says      \(claim.says)")
    print("  evidence  \(claim.evidence.rawValue)")
    let slack =
      claim.order == nil ? " ± \(ClaimVerdict.number(claim.tolerance))" : ""
    print("  expected  \(verdict.expectation(ClaimVerdict.number))\(slack)")
    print("  obtained  \(verdict.obtainedText) = \(claim.value)")
    if let fit = claim.fit { print("  fitted    \(fit)") }
    for part in verdict.parts {
      print("\n\(part.text) = \(ClaimVerdict.number(part.value)), from")
      for row in part.rows { print("  " + line(row, part)) }
    }
    print("\nthe rows    \(csv.relativePath)")
    print("compute     \(verdict.command)")
    for platform in platforms {
      print("constants   shardbench describe \(platform)")
    }
  }

  /// A row by what tells it from others, and its value.
  private func line(_ row: Int, _ part: ClaimPart) -> String {
    let axes = (manifest.sweep.axes.map(\.name) + ["seed"]).compactMap {
      name -> String? in
      guard let column = try? table.index(of: name) else { return nil }
      let cell = table.rows[row][column]
      return cell.isEmpty ? nil : "\(name)=\(cell)"
    }
    let cell = (try? table.index(of: part.column)).map { table.rows[row][$0] }
    return "line \(table.line(ofRow: row)): \(axes.joined(separator: " ")): "
      + (cell.flatMap { $0.isEmpty ? nil : $0 } ?? "no value")
  }

  private var platforms: [String] {
    Set((try? table.cells(in: "platform")) ?? []).filter { !$0.isEmpty }
      .sorted()
  }
}
