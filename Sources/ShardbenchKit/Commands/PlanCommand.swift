import Diagnostics
import Experiments

/// Shows what a run would do.
enum PlanCommand: Command {
  static let name = "plan"
  static let summary = "show the points of experiments: new, cached, failed"
  static let operands = "[EXPERIMENT ...]"
  static let options =
    RunOptions.common + [
      RunOptions.workers, CommandOption("points", "list every point"),
    ]
  static let details = """
    Everything in the manifests is checked; nothing runs. The expected time is
    what the same points took when they were last computed, with whatever code;
    for a point that never was, the mean of those that were.

      shardbench plan --all
      shardbench plan packet-loss --profile quick --points
    """

  static func run(_ arguments: Arguments) throws {
    let workspace = try arguments.workspace()
    let options = try RunOptions.options(arguments)
    let runs = try RunOptions.manifests(arguments, workspace).map {
      try ExperimentRun($0, in: workspace, options: options)
    }
    var plans: [RunPlan] = []
    for run in runs {
      let plan = try run.plan()
      plans.append(plan)
      print(
        "\(run.manifest.experiment) (\(run.manifest.profile)): "
          + line([plan], options.workers))
      if arguments.has("points") { printPoints(run, plan) }
    }
    if plans.count > 1 { print("all: " + line(plans, options.workers)) }
  }

  /// The points of `plans` and their expected time.
  private static func line(_ plans: [RunPlan], _ workers: Int) -> String {
    func sum(_ count: (RunPlan) -> Int) -> Int {
      plans.reduce(0) { $0 + count($1) }
    }
    return counted(sum(\.states.count), "point") + ", \(sum(\.new)) new, "
      + "\(sum(\.cached)) cached, \(sum(\.failed)) failed, "
      + time(plans.map { $0.expectedSeconds(workers: workers) })
  }

  /// The sum of what experiments take, one after the other.
  private static func time(_ seconds: [Double?]) -> String {
    let known = seconds.compactMap { $0 }
    let sum = known.reduce(0, +)
    if known.count == seconds.count {
      return sum == 0
        ? "no time" : "about " + Human.duration(seconds: sum)
    }
    return sum == 0
      ? "time unknown"
      : "at least " + Human.duration(seconds: sum) + ", the rest unknown"
  }

  private static func printPoints(_ run: ExperimentRun, _ plan: RunPlan) {
    let axes = run.manifest.sweep.axes.map(\.name)
    for (point, state) in zip(run.points, plan.states) {
      let values = axes.compactMap { name in
        point.settings[name].map { "\(name)=\($0)" }
      }
      let text = (values + ["seed=\(point.seed)"]).joined(separator: " ")
      switch state {
      case .new: print("  new     " + text)
      case .cached: print("  cached  " + text)
      case .failed(let failure):
        print("  failed  \(text) (\(failure.problem))")
      }
    }
  }
}
