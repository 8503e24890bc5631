/// What computes points for a run: processes here, or those of a cluster.
public protocol PointEngine {
  /// Runs `jobs`, with an index each, and returns when each has its result.
  ///
  /// Results reach `onResult` in the order in which they come. An error that it
  /// throws ends what is still at work and is passed on.
  ///
  /// - Parameters:
  ///   - jobs: points to compute, in any order.
  ///   - stop: what ends the run before its end.
  ///   - onResult: called with each result.
  /// - Throws: ``WorkerPool/Stopped``, or what keeps points from being run.
  func run(
    _ jobs: [Job], stop: StopSignals?, onResult: (JobResult) throws -> Void
  ) throws
}

extension WorkerPool: PointEngine {}
