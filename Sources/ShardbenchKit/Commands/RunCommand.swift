import Diagnostics
import Experiments
import Figures
import Files
import Foundation
import Tables

/// Runs experiments: points, CSV, provenance, figures.
enum RunCommand: Command {
  static let name = "run"
  static let summary = "run experiments: points, CSV, provenance, figures"
  static let operands = "[EXPERIMENT ...]"
  static let options =
    RunOptions.common + [
      RunOptions.workers
    ] + RunOptions.engines + [
      CommandOption("no-cache", "compute known points again"),
      CommandOption("fail-fast", "stop at the first point that fails"),
      CommandOption(
        "rerun-failed", "run no new points, only those that failed"),
    ] + RunOptions.folders
  static let details = """
    Points whose results are known are not computed again; a run that was
    killed goes on where it was, and tries failed points again. With --only the
    rows are printed as CSV and no file is written; nor is one where points are
    left out by --fail-fast or --rerun-failed. What is done stays done: SIGINT
    (Ctrl-C) and SIGTERM stop a run so that the same command goes on. A point
    whose worker dies is tried once more when the others are done, alone. One
    run at a time writes to a results folder; a second one ends with status 75.

    A point is known again by its settings and seed, its metrics, what the files
    of its model and platform say, the bytes of its data and weights, and the
    sources of shardbench that it may use: all that measuring reaches from file
    to file by the names in them, with the schemes that the point names and no
    others. Comments and blanks do not count; nor do other schemes, figures,
    claims, the report, and what starts workers. A scheme from another package
    counts with the bytes of the whole program.

    With --engine slurm the points are tasks of a Slurm job array, of which at
    most N (-j, default 32) run at once; the folder, the data and the program
    must be where all nodes see them. sbatch heeds SBATCH_* and what --slurm
    gives; --cpus-per-task gives a worker so many threads. A run that is stopped
    cancels its tasks; the next run takes over what one that was killed left.

      shardbench run baselines/device-scaling
      shardbench run packet-loss --profile quick -j 2
      shardbench run packet-loss --only loss=0.1 --only scheme=voltage
      shardbench run device-scaling --set "devices=[1,2]" --results /tmp/r
      shardbench run packet-loss --engine slurm --slurm "--time=60 --mem=2G"
    """

  static func run(_ arguments: Arguments) throws {
    let workspace = try arguments.workspace()
    let options = try RunOptions.options(arguments)
    // All manifests are checked before the first point runs.
    let runs = try RunOptions.manifests(arguments, workspace).map {
      try ExperimentRun($0, in: workspace, options: options)
    }
    let stop = try StopSignals()
    let lock = try prepare(arguments, workspace)
    defer { lock?.release() }
    var failures: [ExperimentRun.Failure] = []
    var stopped: [Diagnosis] = []
    for run in runs {
      // What stops one experiment does not stop the others.
      do {
        failures += try self.run(run, arguments, workspace, stop)
      } catch {
        guard runs.count > 1, stop.received == nil else { throw error }
        stopped.append(Diagnosis(of: error))
        tell(stopped[stopped.count - 1].text)
      }
      if options.failsFast, !(failures.isEmpty && stopped.isEmpty) { break }
    }
    let exits = stopped.map(\.exit) + failures.map(\.diagnosis.exit)
    if let first = exits.first {
      throw ExperimentError.incomplete(
        experiments: stopped.count, points: failures.count,
        exit: first.rawValue)
    }
  }

  /// Makes sure of the folders, so that no hours of work end where nothing can
  /// be written; nothing to lock if nothing will be.
  private static func prepare(
    _ arguments: Arguments, _ workspace: Workspace
  ) throws -> FolderLock? {
    guard !arguments.has("only") else { return nil }
    let folders = ["results", "plots"].map {
      RunOptions.folder(arguments, $0, workspace)
    }
    for folder in folders {
      if let reason = folder.unwritableReason {
        throw UsageError.notWritable(folder.relativePath, reason: reason)
      }
    }
    let lock = try FolderLock(folders[0], in: workspace)
    for folder in folders { removeStalePartials(in: folder) }
    return lock
  }

  private static func run(
    _ run: ExperimentRun, _ arguments: Arguments, _ workspace: Workspace,
    _ stop: StopSignals
  ) throws -> [ExperimentRun.Failure] {
    let prints = arguments.has("only")
    let experiment = run.manifest.experiment
    tell(
      "\(experiment): \(run.points.count) points, "
        + "profile \(run.manifest.profile)")
    guard let program = Bundle.main.executableURL else {
      throw WorkspaceError.notFound(nil)
    }
    if arguments.has("rerun-failed"), try run.plan().failed == 0 {
      tell("  no point has failed")
      return []
    }
    try run.checkData()
    var bar = ProgressBar.onStandardError(total: run.points.count)
    // The line is finished before anything is said of what went wrong.
    defer { bar.finish() }
    let outcome = try run.run(program: program, stop: stop) {
      bar.advance($0)
    }
    bar.finish()
    for retried in outcome.retried {
      tell(
        "  the worker \(retried.ending.words); tried again alone, it "
          + "succeeded: " + command(retried.point, run, arguments))
    }
    if prints {
      print(outcome.table.csvText, terminator: "")
    } else if outcome.leftOut > 0 {
      tell(
        "  " + counted(outcome.leftOut, "point")
          + " left out: the files stay as they were")
    } else if !outcome.table.rows.isEmpty {
      do {
        try write(outcome, run, arguments, workspace)
      } catch {
        // Ctrl-C ends gnuplot too, which is no fault of the figure.
        guard let signal = stop.received else { throw error }
        throw run.stoppedError(by: signal, done: outcome.table.rows.count)
      }
    }
    for failure in outcome.failures {
      tell(failure.diagnosis.text)
      tell("  alone: " + command(failure.point, run, arguments))
    }
    if let signal = stop.received {
      throw run.stoppedError(by: signal, done: outcome.table.rows.count)
    }
    return outcome.failures
  }

  private static func write(
    _ outcome: ExperimentRun.Outcome, _ run: ExperimentRun,
    _ arguments: Arguments, _ workspace: Workspace
  ) throws {
    let results = RunOptions.folder(arguments, "results", workspace)
    let plots = RunOptions.folder(arguments, "plots", workspace)
    try makeFolder(results)
    let stem = results.appendingPathComponent(run.manifest.experiment)
    let csv = stem.appendingPathExtension("csv")
    let text = outcome.table.csvText
    if (try? Data(contentsOf: csv)) != Data(text.utf8) {
      try outcome.table.write(to: csv)
    }
    let provenance = Provenance(of: outcome, run, in: workspace)
    let origin = stem.appendingPathExtension("provenance.json")
    if !provenance.isTold(by: origin) {
      try writeAtomically(
        Data((provenance.json.prettyText + "\n").utf8), to: origin)
    }
    print("  \(csv.relativePath)")
    try makeFolder(plots)
    try run.manifest.drawFigures(
      results: results, plots: plots, known: DrawnFigures(workspace))
  }

  private static func command(
    _ point: Point, _ run: ExperimentRun, _ arguments: Arguments
  ) -> String {
    let axes = run.manifest.sweep.axes.compactMap { axis in
      point.settings[axis.name].map { "--only " + word("\(axis.name)=\($0)") }
    }
    let sets = arguments.all("set").map { "--set " + word($0) }
    return
      ([
        "shardbench run", run.manifest.experiment,
        "--profile", run.manifest.profile,
      ] + sets + axes
      + ["--only seed=\(point.seed)"]).joined(separator: " ")
  }

  /// `text` as a shell takes it for one word.
  static func word(_ text: String) -> String {
    text.wholeMatch(of: /[A-Za-z0-9_.=,:\/@%+-]+/) != nil
      ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }

  private static func tell(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
