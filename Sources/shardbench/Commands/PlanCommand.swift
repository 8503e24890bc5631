import Experiments

/// Shows what a run would do.
enum PlanCommand: Command {
  static let name = "plan"
  static let summary = "show the points of experiments, new and known"
  static let operands = "[EXPERIMENT ...]"
  static let options =
    RunOptions.common + [CommandOption("points", "list every point")]
  static let details = """
    Everything in the manifests is checked; nothing runs.

      shardbench plan --all
      shardbench plan packet-loss --profile quick --points
    """

  static func run(_ arguments: Arguments) throws {
    let workspace = try Workspace()
    let options = try RunOptions.options(arguments)
    for file in try RunOptions.manifests(arguments, workspace) {
      let run = try ExperimentRun(file, in: workspace, options: options)
      let cached = try run.cachedCount()
      print(
        "\(run.manifest.experiment) (\(run.manifest.profile)): "
          + "\(run.points.count) points, \(run.points.count - cached) new, "
          + "\(cached) known")
      guard arguments.has("points") else { continue }
      let axes = run.manifest.sweep.axes.map(\.name)
      for point in run.points {
        let values = axes.compactMap { name in
          point.settings[name].map { "\(name)=\($0)" }
        }
        print("  " + (values + ["seed=\(point.seed)"]).joined(separator: " "))
      }
    }
  }
}
