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
    Every point is computed anew, with the profile that the provenance names,
    and every cell that differs is listed. What is counted or costed must be the
    same text; where matrices are computed, other processors round otherwise:
    perplexity, errors of sums and accuracy of given weights must come within
    0.1 %, errors of models that were trained within 10 %, their accuracy within
    0.03. The exit status is 65 if a cell is further off.
    """

  static func run(_ arguments: Arguments) throws {
    let workspace = try arguments.workspace()
    let results = RunOptions.folder(arguments, "results", workspace)
    let files = try RunOptions.manifests(arguments, workspace)
    var failures = 0
    var stopped: [Diagnosis] = []
    for file in files {
      // What stops one experiment does not stop the others.
      do {
        failures += try verify(file, results, arguments, workspace)
      } catch {
        guard files.count > 1 else { throw error }
        stopped.append(Diagnosis(of: error))
        FileHandle.standardError.write(
          Data((stopped[stopped.count - 1].text + "\n").utf8))
      }
    }
    if failures > 0 { throw VerifyError.differences(failures) }
    if let first = stopped.first {
      throw ExperimentError.incomplete(
        experiments: stopped.count, points: 0, exit: first.exit.rawValue)
    }
  }

  private static func verify(
    _ file: URL, _ results: URL, _ arguments: Arguments,
    _ workspace: Workspace
  ) throws -> Int {
    var options = try RunOptions.options(arguments)
    options.ignoresCache = true
    let manifest = try Manifest(
      contentsOf: file.relativePath, vocabulary: workspace.vocabulary)
    let stem = results.appendingPathComponent(manifest.experiment)
    let committed = try Table(reading: stem.appendingPathExtension("csv"))
    options.profile = try Provenance.profile(
      in: stem.appendingPathExtension("provenance.json"))
    let run = try ExperimentRun(file, in: workspace, options: options)
    try run.checkData()
    guard let program = Bundle.main.executableURL else {
      throw WorkspaceError.notFound(nil)
    }
    var bar = ProgressBar.onStandardError(total: run.points.count)
    let outcome = try run.run(program: program) { bar.advance($0) }
    bar.finish()
    for failure in outcome.failures {
      FileHandle.standardError.write(Data((failure.diagnosis.text + "\n").utf8))
    }
    let found = Verification(committed: committed, fresh: outcome.table)
    print(
      "\(manifest.experiment): " + summary(found, rows: committed.rows.count))
    for difference in found.differences { print("  " + difference.text) }
    return found.failures
  }

  private static func summary(_ found: Verification, rows: Int) -> String {
    if let mismatch = found.mismatch { return mismatch }
    let all = found.differences.count
    guard all > 0 else { return "\(rows) rows, all the same" }
    let within = all - found.failures
    return counted(all, "difference")
      + (within > 0 ? ", \(within) within tolerance" : "")
  }
}

/// What can be wrong with committed results.
enum VerifyError: Error, Equatable {
  case differences(Int)
}

extension VerifyError: Diagnosable {
  var diagnosis: Diagnosis {
    switch self {
    case .differences(let count):
      Diagnosis(
        counted(count, "cell") + " unlike the committed results",
        remedy: "if the change is meant, commit what 'make reproduce' writes")
    }
  }
}
