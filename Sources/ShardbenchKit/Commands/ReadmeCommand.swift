import Diagnostics
import Experiments
import Foundation
import Tables

/// Writes into the README what claims take.
enum ReadmeCommand: Command {
  static let name = "readme"
  static let summary = "write into README.md what the claims take"
  static let operands = ""
  static let options = [
    CommandOption("file", "FILE", "the document (default README.md)")
  ]
  static let details = """
    Time on one core and disk for the claims of each experiment, from the
    provenance in results and results/full, between two marks in the document.
    """

  static func run(_ arguments: Arguments) throws {
    try arguments.expectOperands(atMost: 0)
    let workspace = try arguments.workspace()
    let rows = try ["", "/full"].flatMap { folder in
      try ClaimCosts(
        workspace, results: workspace.url("results\(folder)"),
        plots: workspace.url("plots\(folder)")
      ).rows()
    }
    let file =
      arguments["file"].map { URL(fileURLWithPath: $0) }
      ?? workspace.url("README.md")
    guard let text = try? String(contentsOf: file, encoding: .utf8),
      let written = ClaimCosts.document(text, with: ClaimCosts.table(rows))
    else { throw ReadmeError.noMarks(file.relativePath) }
    try writeAtomically(Data(written.utf8), to: file)
    print("\(file.relativePath): " + counted(rows.count, "row"))
  }
}

/// What can be wrong with the document.
enum ReadmeError: Error, Equatable {
  case noMarks(String)
}

extension ReadmeError: Diagnosable {
  var diagnosis: Diagnosis {
    switch self {
    case .noMarks(let file):
      Diagnosis(
        "there is no place for the table", at: .init(file: file),
        expected: "the line '\(ClaimCosts.begin)' and, below it, "
          + "'\(ClaimCosts.end)'",
        remedy: "put both lines where the table is to stand")
    }
  }
}
