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
    CommandOption("junit", "FILE", "write the verdicts as JUnit XML, too"),
    CommandOption("why", "ID", "show the rows behind the verdict on a claim"),
    CommandOption("accept", "ID", "accept the verdict on a claim as it is now"),
    CommandOption("accept-new", "accept the verdicts on claims that are new"),
    CommandOption("reason", "TEXT", "why they are accepted"),
    CommandOption("strict", "fail unless every claim is reproduced, or by fit"),
  ]
  static let details = """
    Writes claims.csv and claims.md beside the CSV files and prints the table.
    A number that constants were fitted to is at best "reproduced by fit". A
    claim that is not reproduced is a finding, not a failure; one that cannot
    be judged is an error, unless it says that it needs another profile.

    The file verdicts.csv there holds the accepted verdicts, with reasons. A
    verdict unlike the accepted one, a new claim and one that is judged no more
    make the exit status 65 until somebody accepts them. Without such a file
    every verdict is taken as it is.

      shardbench claims --why cats-size
      shardbench claims --junit claims.xml
      shardbench claims --accept cats-size --reason "biases are counted now"
      shardbench claims --accept-new --reason "first run of these"
    """

  static func run(_ arguments: Arguments) throws {
    try arguments.expectOperands(atMost: 0)
    let acceptance = try Acceptance(arguments)
    let workspace = try arguments.workspace()
    let results = RunOptions.folder(arguments, "results", workspace)
    if let claim = arguments["why"] {
      return try ClaimExplanation(claim, results, workspace).show()
    }
    // All that can be wrong is found before the first file is written.
    let accepted = try AcceptedVerdicts(in: results)
    let verdicts = try verdicts(
      results, workspace, skipsMissing: arguments.has("present"))
    let changes = (accepted ?? AcceptedVerdicts()).changes(to: verdicts)
    let taken = try acceptance.taken(of: changes, verdicts)
    try write(verdicts, to: results, junit: arguments["junit"])
    if acceptance.isWanted {
      var rows = accepted ?? AcceptedVerdicts()
      rows.accept(taken, of: verdicts, reason: acceptance.reason)
      try rows.table().write(
        to: results.appendingPathComponent(AcceptedVerdicts.fileName))
      for change in taken { print("accepted: \(change.words)") }
      if taken.isEmpty { print("no claim is new") }
    } else {
      print(ClaimsPage.markdown(verdicts), terminator: "")
    }
    let judgement = Judgement(
      verdicts: verdicts, changes: changes.filter { !taken.contains($0) },
      compares: accepted != nil || acceptance.isWanted,
      isStrict: arguments.has("strict"),
      command: acceptance.command(arguments))
    try judgement.conclude()
  }

  private static func write(
    _ verdicts: [ClaimVerdict], to results: URL, junit: String?
  ) throws {
    try ClaimVerdict.table(verdicts).write(
      to: results.appendingPathComponent("claims.csv"))
    try writeAtomically(
      Data(ClaimsPage.markdown(verdicts).utf8),
      to: results.appendingPathComponent("claims.md"))
    if let junit {
      let report = JUnitReport(verdicts, number: ClaimVerdict.number)
      try writeAtomically(
        Data(report.xml.utf8), to: URL(fileURLWithPath: junit))
    }
  }

  /// The verdicts on all claims of all experiments; without those that have
  /// no results if `skipsMissing`.
  static func verdicts(
    _ results: URL, _ workspace: Workspace, skipsMissing: Bool = false
  ) throws -> [ClaimVerdict] {
    try workspace.experiments().flatMap { name in
      let manifest = try Manifest(
        contentsOf: workspace.manifest(name).relativePath,
        vocabulary: workspace.vocabulary)
      guard !manifest.claims.isEmpty else { return [ClaimVerdict]() }
      let csv = results.appendingPathComponent("\(manifest.experiment).csv")
      if skipsMissing, !FileManager.default.fileExists(atPath: csv.path) {
        return []
      }
      let table = try Table(reading: csv)
      let origin = Origin(of: csv)
      return try manifest.claims.map {
        try ClaimVerdict(
          $0, of: manifest.experiment, by: table, profile: origin?.profile,
          seconds: origin?.rowSeconds ?? [])
      }
    }
  }

  /// What the provenance of a CSV file says that claims depend on.
  private struct Origin: Decodable {
    /// The profile that made it.
    var profile: String
    /// Seconds that each row took, as far as known.
    var rowSeconds: [Double?]?

    private enum CodingKeys: String, CodingKey {
      case profile
      case rowSeconds = "row_s"
    }

    /// `nil` if there is no provenance beside `csv`.
    init?(of csv: URL) {
      let file = csv.deletingPathExtension()
        .appendingPathExtension("provenance.json")
      guard let data = try? Data(contentsOf: file),
        let origin = try? JSONDecoder().decode(Self.self, from: data)
      else { return nil }
      self = origin
    }
  }
}
