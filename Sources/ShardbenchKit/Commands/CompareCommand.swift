import Diagnostics
import Experiments
import Foundation
import Performance
import Regression

/// Measures two builds in turn and tells in what they differ.
enum CompareCommand: Command {
  static let name = "compare"
  static let summary = "measure two builds in turn and tell what got slower"
  static let operands = ""
  static let options = [
    CommandOption("base", "COMMIT", "a commit, or the path of a program"),
    CommandOption("only", "GLOB,...", "only series that match"),
    CommandOption("pairs", "N", "how often both are measured (24)"),
    CommandOption(
      "processes", "N", "fresh processes whose times are pooled each time (1)"),
    CommandOption("output", "DIR", "where reports go (results/perf/compare)"),
    CommandOption(
      "format", "F",
      "of stdout: text, markdown, html, junit, json, annotations"),
    CommandOption("program", "FILE", "compare this build of shardbench"),
  ]
  static let details = """
    The base is checked out and built in .shardbench/base, once. Both programs
    then measure in fresh processes, one after the other, in one session; no
    history is needed.

      shardbench compare --base main --only 'kernel/*'
      shardbench compare --base ../old/.build/release/shardbench

    Exit status: as of 'nightly'.
    """

  static func run(_ arguments: Arguments) throws {
    try arguments.expectOperands(atMost: 0)
    let form = try ComparisonForm(arguments)
    let word = try arguments.required("base")
    // Of fewer nothing can be told.
    let pairs =
      try arguments.int("pairs", in: PairedTest().minimumPairs...1000) ?? 24
    let processes = try arguments.int("processes", in: 1...99) ?? 1
    let workspace = try arguments.workspace()
    let only = try Globs(arguments, "only")
    let program = try MeasuredBuild.program(arguments, in: workspace)
    let folder =
      arguments["output"].map { URL(fileURLWithPath: $0, isDirectory: true) }
      ?? workspace.url("results/perf/compare")
    try ComparisonForm.clear(folder)
    let base = try BaseBuild(word, in: workspace)
    // A fresh checkout has none of its own.
    let data = workspace.dataFolder().absoluteURL
    let date = Date().formatted(.iso8601)
    let progress = MeasuringProgress()
    let series = try ABComparison(
      base: MeasuringProgram(
        program: base.program, home: base.home, data: data),
      changed: MeasuringProgram(program: program, data: data),
      only: only, pairs: pairs, processes: processes,
      onFigure: progress.advance
    ).measure()
    progress.finish()
    only.warn(ofNoneAmong: series.map(\.name))
    let comparison = try Comparison(
      of: series, base: base.name,
      commit: arguments["program"] ?? Git(workspace.root).describedCommit,
      machine: RunIdentity.thisMachine, date: date)
    throw CommandEnding(status: try form.show(comparison, files: folder))
  }
}
