import Experiments
import Files
import Foundation
import Performance
import Regression

/// Measures shardbench itself, appends that to the history, and judges it.
enum NightlyCommand: Command {
  static let name = "nightly"
  static let summary = "measure shardbench itself and compare with its history"
  static let operands = ""
  static let options = [
    CommandOption(
      "history", "FILE", "what was measured (results/perf/history.csv)"),
    CommandOption("only", "GLOB,...", "only series that match"),
    CommandOption(
      "processes", "N",
      "fresh processes whose times are pooled (8); up to three times as many "
        + "if they do not agree and no earlier build is kept"),
    CommandOption("output", "DIR", "where reports go (results/perf)"),
    CommandOption(
      "format", "F",
      "of stdout: text, markdown, html, junit, json, annotations"),
    CommandOption("program", "FILE", "measure this build of shardbench"),
    CommandOption("machine", "NAME", "call the machine so"),
    CommandOption(
      "accept", "SERIES",
      "accept the newest run; * takes all it has, other patterns what they match"
    ),
    CommandOption("reason", "TEXT", "why it is accepted"),
  ]
  static let details = """
    Deterministic figures must be the same, counted ones within a fence that
    their past draws. Times are counted in calls of a reference kernel that is
    measured in turn with them; what looks slower is measured again in turn with
    an earlier build before it counts, so that a machine that has changed is no
    regression. Programs are kept for that beside the history, in programs/.
    Rows are only ever added to the history; what was accepted stands in
    accepted.csv beside it.

      shardbench nightly --only 'kernel/*,gemm/*'
      shardbench nightly --accept kernel/softmax --reason "now in float64"

    Exit status: 0 no change, 2 worse, 3 nothing or not all measured, 4 better,
    64 wrong usage, 65 a history that cannot be read, 70 measuring failed,
    75 another run uses the history.
    """

  static func run(_ arguments: Arguments) throws {
    try arguments.expectOperands(atMost: 0)
    let form = try ComparisonForm(arguments)
    let workspace = try arguments.workspace()
    let folder =
      arguments["output"].map { URL(fileURLWithPath: $0, isDirectory: true) }
      ?? workspace.url("results/perf")
    let history =
      arguments["history"].map { URL(fileURLWithPath: $0) }
      ?? workspace.url("results/perf/history.csv")
    let only = try Globs(arguments, "only")
    if arguments["machine"]?.isEmpty == true {
      throw UsageError.noValue("--machine", value: "NAME", command: name)
    }
    let processes = try arguments.int("processes", in: 1...33) ?? 8
    if arguments.has("accept") || arguments.has("reason") {
      return try accept(arguments, history, in: workspace)
    }
    let program = try MeasuredBuild.program(arguments, in: workspace)
    let lock = try lock(history, in: workspace)
    defer { lock.release() }
    try ComparisonForm.clear(folder)
    let progress = MeasuringProgress()
    let night = Night(
      source: MeasuringProgram(program: program), history: history,
      only: only, processes: processes, program: program,
      onFigure: progress.advance, onWarning: warn)
    let past = try night.past()
    let identity = RunIdentity(
      in: workspace, machine: arguments["machine"],
      build: arguments["program"],
      known: Set(past.measurements.map(\.run)))
    let outcome = try night.measure(identity)
    progress.finish()
    only.warn(ofNoneAmong: outcome.comparison.series.map(\.series.name))
    let status = try form.show(outcome.comparison, files: folder)
    tellHowToAccept(outcome.comparison, arguments)
    throw CommandEnding(status: status)
  }

  private static func warn(_ text: String) {
    FileHandle.standardError.write(Data("warning: \(text)\n".utf8))
  }

  /// The right to add to the history, and to what is accepted beside it.
  private static func lock(
    _ history: URL, in workspace: Workspace
  ) throws -> FolderLock {
    let folder = history.deletingLastPathComponent()
    try makeFolder(folder)
    if let reason = folder.unwritableReason {
      throw UsageError.notWritable(folder.relativePath, reason: reason)
    }
    return try FolderLock(folder, in: workspace)
  }

  /// What is as it should be has to be accepted, or it is told every night.
  private static func tellHowToAccept(
    _ comparison: Comparison, _ arguments: Arguments
  ) {
    let statuses: [SeriesReport.Status] = [
      .regression, .improvement, .notMeasured,
    ]
    let names = statuses.flatMap { comparison.series($0).map(\.series.name) }
    guard let first = names.first else { return }
    let program = Bundle.main.executableURL?.lastPathComponent ?? "shardbench"
    let options = ["history", "machine"].compactMap { option in
      arguments[option].map { " --\(option) '\($0)'" }
    }
    FileHandle.standardError.write(
      Data(
        ("to accept it: \(program) nightly --accept '\(first)'"
          + (names.count > 1 ? " --accept ..." : "") + options.joined()
          + " --reason TEXT\n").utf8))
  }

  private static func accept(
    _ arguments: Arguments, _ url: URL, in workspace: Workspace
  ) throws {
    let reason = (arguments["reason"] ?? "")
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard arguments.has("accept"), !reason.isEmpty else {
      throw UsageError.needs("--accept SERIES", "--reason TEXT")
    }
    let lock = try lock(url, in: workspace)
    defer { lock.release() }
    let rows = try Acceptances.accept(
      arguments.all("accept"),
      on: arguments["machine"] ?? RunIdentity.thisMachine,
      of: History(reading: url), reason: reason,
      in: url.deletingLastPathComponent()
        .appendingPathComponent(Acceptances.fileName))
    for row in rows {
      print("accepted \(row.series) at run \(row.run): \(row.reason)")
    }
  }
}
