import Experiments
import Foundation

/// The options that name experiments and how they run.
enum RunOptions {
  static let common = [
    CommandOption("all", "every manifest of experiments"),
    CommandOption("profile", "P", "full (default), quick, or one of its own"),
    CommandOption("set", "KEY=VALUE", "fix a setting or an axis"),
    CommandOption("only", "KEY=VALUE", "only points with this value; seed too"),
  ]

  static let workers = CommandOption(
    "j", "N", "worker processes (default: one a core)")

  static let engines = [
    CommandOption("engine", "E", "local (default) or slurm"),
    CommandOption("slurm", "OPTIONS", "options for sbatch, in one word"),
  ]

  /// Tasks at once on a cluster, unless `-j` says otherwise.
  private static let slurmTasks = 32

  static let folders = [
    CommandOption("results", "DIR", "where CSV files lie (default results)"),
    CommandOption("plots", "DIR", "where figures lie (default plots)"),
  ]

  /// The manifests that the arguments name.
  static func manifests(_ arguments: Arguments, _ workspace: Workspace) throws
    -> [URL]
  {
    if arguments.has("all") {
      try arguments.expectOperands(atMost: 0)
      return try workspace.experiments().map(workspace.manifest)
    }
    guard !arguments.operands.isEmpty else {
      throw UsageError.missingOperand(
        "a manifest (or --all); 'shardbench list experiments' has them",
        command: arguments.command.name)
    }
    return try arguments.operands.map(workspace.manifest)
  }

  /// How the arguments say that experiments run.
  static func options(_ arguments: Arguments) throws -> ExperimentRun.Options {
    var options = ExperimentRun.Options()
    options.profile = arguments["profile"] ?? "full"
    options.set = arguments.all("set")
    options.only = arguments.all("only")
    options.engine = try engine(arguments)
    options.workers =
      try arguments.int("j", in: 1...256)
      ?? (options.engine == .local
        ? ProcessInfo.processInfo.activeProcessorCount : slurmTasks)
    options.ignoresCache = arguments.has("no-cache")
    options.failsFast = arguments.has("fail-fast")
    options.onlyFailed = arguments.has("rerun-failed")
    if options.ignoresCache && options.onlyFailed {
      throw UsageError.together("--no-cache", "--rerun-failed")
    }
    return options
  }

  private static func engine(_ arguments: Arguments) throws
    -> ExperimentRun.Engine
  {
    switch arguments["engine"] ?? "local" {
    case "local":
      guard !arguments.has("slurm") else {
        throw UsageError.needs("--slurm", "--engine slurm")
      }
      return .local
    case "slurm":
      return .slurm(options: try arguments.all("slurm").flatMap(slurmWords))
    case let word:
      throw UsageError.badChoice(
        word, option: "--engine", known: ["local", "slurm"])
    }
  }

  static func folder(
    _ arguments: Arguments, _ name: String, _ workspace: Workspace
  ) -> URL {
    arguments[name].map { URL(fileURLWithPath: $0, isDirectory: true) }
      ?? workspace.url(name)
  }
}
