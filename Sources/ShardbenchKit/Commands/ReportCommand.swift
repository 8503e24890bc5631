import Experiments
import Figures
import Foundation
import Report
import Tables

/// Puts claims, figures and where they come from on one page.
enum ReportCommand: Command {
  static let name = "report"
  static let summary = "write results/report.html: claims and figures, one page"
  static let operands = ""
  static let options = RunOptions.folders
  static let details = """
    One page that needs no network: the claims and what came out, then each
    paper with its figures, what was assumed, what the two accountings differ
    in, and where the results come from, with links to all files and with the
    commands that make them. Experiments without results and figures that have
    not been drawn are named as such.
    """

  static func run(_ arguments: Arguments) throws {
    try arguments.expectOperands(atMost: 0)
    let workspace = try arguments.workspace()
    let folders = ReportFolders(
      results: RunOptions.folder(arguments, "results", workspace),
      plots: RunOptions.folder(arguments, "plots", workspace),
      options: ["results", "plots"].compactMap { name in
        arguments[name].flatMap { folder in
          folder == name ? nil : " --\(name) \(RunCommand.word(folder))"
        }
      }.joined())
    let report = try Report(
      workspace, folders,
      verdicts: ClaimsCommand.verdicts(
        folders.results, workspace, skipsMissing: true))
    let file = folders.results.appendingPathComponent("report.html")
    try writeAtomically(Data(report.html.utf8), to: file)
    print(file.relativePath)
  }
}
