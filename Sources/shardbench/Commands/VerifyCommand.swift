import Diagnostics
import Documents
import Experiments
import Foundation
import Tables

/// Computes committed results again and compares.
enum VerifyCommand: Command {
  static let name = "verify"
  static let summary = "compute committed results again and compare them"
  static let operands = "[EXPERIMENT ...]"
  static let options = [
    CommandOption("all", "every manifest of experiments"),
    RunOptions.workers,
    CommandOption("results", "DIR", "where CSV files lie (default results)"),
  ]
  static let details = """
    Every point is computed anew, with the profile that the provenance names.
    All columns so far are deterministic, so each cell must be the same. The
    exit status is 65 if one differs.
    """

  static func run(_ arguments: Arguments) throws {
    let workspace = try Workspace()
    let results = RunOptions.folder(arguments, "results", workspace)
    var differences = 0
    for file in try RunOptions.manifests(arguments, workspace) {
      differences += try verify(file, results, arguments, workspace)
    }
    if differences > 0 { throw VerifyError.differences(differences) }
  }

  private static func verify(
    _ file: URL, _ results: URL, _ arguments: Arguments,
    _ workspace: Workspace
  ) throws -> Int {
    var options = try RunOptions.options(arguments)
    options.ignoresCache = true
    let manifest = try Manifest(
      contentsOf: file.relativePath, vocabulary: .standard)
    let stem = results.appendingPathComponent(manifest.experiment)
    let committed = try Table(reading: stem.appendingPathExtension("csv"))
    options.profile = try profile(stem)
    let run = try ExperimentRun(file, in: workspace, options: options)
    try run.checkData()
    guard let program = Bundle.main.executableURL else {
      throw WorkspaceError.notFound(nil)
    }
    var bar = ProgressBar.onStandardError(total: run.points.count)
    let outcome = try run.run(program: program) { bar.advance($0) }
    bar.finish()
    let found = differences(committed, outcome.table)
    print(
      "\(manifest.experiment): "
        + (found.isEmpty
          ? "\(committed.rows.count) rows, all the same"
          : counted(found.count, "difference")))
    for difference in found.prefix(20) { print("  " + difference) }
    if found.count > 20 { print("  and \(found.count - 20) more") }
    return found.count
  }

  /// The profile that wrote the committed results.
  private static func profile(_ stem: URL) throws -> String {
    let file = stem.appendingPathExtension("provenance.json")
    guard let data = try? Data(contentsOf: file),
      let object = try? JSONSerialization.jsonObject(with: data)
        as? [String: Any],
      let profile = object["profile"] as? String
    else { throw VerifyError.noProvenance(file.relativePath) }
    return profile
  }

  /// Cells that differ, in words.
  static func differences(_ committed: Table, _ fresh: Table) -> [String] {
    guard committed.columns == fresh.columns else {
      return ["the columns differ: \(fresh.columns.joined(separator: ","))"]
    }
    guard committed.rows.count == fresh.rows.count else {
      return ["\(fresh.rows.count) rows instead of \(committed.rows.count)"]
    }
    return zip(committed.rows, fresh.rows).enumerated().flatMap { index, pair in
      committed.columns.indices.filter { pair.0[$0] != pair.1[$0] }.map {
        "line \(committed.line(ofRow: index)), \(committed.columns[$0]): "
          + "\(pair.0[$0]) is now \(pair.1[$0])"
      }
    }
  }
}

/// What can be wrong with committed results.
enum VerifyError: Error, Equatable {
  case differences(Int)
  case noProvenance(String)
}

extension VerifyError: Diagnosable {
  var diagnosis: Diagnosis {
    switch self {
    case .differences(let count):
      Diagnosis(
        counted(count, "cell") + " unlike the committed results",
        remedy: "if the change is meant, commit what 'make reproduce' writes")
    case .noProvenance(let file):
      Diagnosis(
        "there is no provenance that names the profile",
        at: .init(file: file), remedy: "run the experiment again")
    }
  }
}
