import Diagnostics

/// What can go wrong with an experiment as a whole.
public enum ExperimentError: Error, Equatable {
  /// No point meets the conditions of `--only`.
  case noPoints(String, only: String)
  /// A signal stopped the run when so many of its points were done.
  case stopped(by: Int32, experiment: String, done: Int, points: Int)
  /// Experiments stopped or points failed; each was told of.
  case incomplete(experiments: Int, points: Int, exit: Int32)
}

extension ExperimentError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .noPoints(let experiment, let only):
      Diagnosis(
        "no point of '\(experiment)' meets --only \(only)",
        remedy: "see 'shardbench plan \(experiment) --points'", exit: .usage)
    case .stopped(let signal, let experiment, let done, let points):
      Diagnosis(
        "stopped by \(signalName(signal)): \(done) of "
          + counted(points, "point") + " of '\(experiment)' are done",
        remedy: "the same command goes on from there",
        exit: signal == 15 ? .terminated : .interrupted)
    case .incomplete(let experiments, let points, let exit):
      Diagnosis(
        [
          experiments > 0
            ? counted(experiments, "experiment") + " stopped" : nil,
          points > 0 ? counted(points, "point") + " failed" : nil,
        ].compactMap { $0 }.joined(separator: " and ") + ", see above",
        remedy: "mend the cause and run again; what is done stays done",
        exit: .init(rawValue: exit) ?? .software)
    }
  }
}
