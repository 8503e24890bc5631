import Experiments

/// Computes points for a run; not for people.
enum WorkerCommand: Command {
  static let name = "worker"
  static let summary = "compute points that stand on stdin, one a line"
  static let operands = ""
  static let options: [CommandOption] = []
  static let details = "'shardbench run' starts these."

  static func run(_ arguments: Arguments) throws {
    try arguments.expectOperands(atMost: 0)
    endWithSender()
    let measurer = PointMeasurer(try arguments.workspace())
    try serveJobs(measurer.outcome)
  }
}
