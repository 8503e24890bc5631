import Diagnostics
import Foundation

extension ExperimentRun {
  /// Runs what is not known yet in worker processes, here or on a cluster.
  ///
  /// - Parameters:
  ///   - program: the executable that workers run, with the argument `worker`.
  ///   - stop: what ends the run before its end.
  ///   - progress: told of every point.
  /// - Throws: ``RunError`` if workers or the journal fail, or
  ///   ``ExperimentError/stopped(by:experiment:done:points:)``.
  public func run(
    program: URL, stop: StopSignals? = nil,
    progress: (ProgressBar.Step) -> Void
  ) throws -> Outcome {
    // Not the time of day, which may be set.
    let start = ContinuousClock.now
    let records = try cache.read()
    var finished: [Int: PointRecords.Finished] = [:]
    var failures: [Int: Diagnosis] = [:]
    var retried: [Retried] = []
    var jobs: [Job] = []
    for (index, point) in points.enumerated() {
      let identity = try identity(of: point)
      if !options.ignoresCache, let found = records.finished[identity] {
        finished[index] = found
        progress(.cached)
      } else if !options.onlyFailed || records.failed[identity] != nil {
        jobs.append(
          Job(index: index, point: point, metrics: manifest.metrics))
      }
    }
    let cached = finished.count
    // Where nothing is to be written it may be protected.
    let journal = jobs.isEmpty ? nil : try cache.open()
    do {
      try engine(program).run(jobs, stop: stop) { result in
        let point = points[result.index]
        var row = RunLog.Row(
          identity: try identity(of: point), point: point.identity,
          seconds: result.seconds, values: [:])
        switch result.outcome {
        case .values(let found):
          row.values = found
          finished[result.index] = .init(values: found, seconds: row.seconds)
          if let ending = result.firstEnding {
            retried.append(Retried(point: point, ending: ending))
          }
          try journal?.append(row)
          progress(.done)
        case .failure(let failure):
          row.failure = failure
          failures[result.index] = failure.diagnosis
          try journal?.append(row)
          progress(.failed)
          if options.failsFast { throw FirstFailure() }
        }
      }
    } catch let stopped as WorkerPool.Stopped {
      throw stoppedError(by: stopped.signal, done: finished.count)
    } catch is FirstFailure {
      // The pool has ended its workers; what they were at is left out.
    }
    let rows = finished.sorted { $0.key < $1.key }
    return Outcome(
      table: try table(finished.mapValues(\.values)),
      failures: failures.sorted { $0.key < $1.key }.map {
        Failure(point: points[$0.key], diagnosis: $0.value)
      },
      cached: cached,
      leftOut: points.count - finished.count - failures.count,
      rowSeconds: rows.map(\.value.seconds),
      retried: retried,
      wallSeconds: (ContinuousClock.now - start) / .seconds(1))
  }

  /// Ends a run at the first point that fails.
  private struct FirstFailure: Error {}

  /// What `signal` means for this run, of which so many points are `done`.
  public func stoppedError(by signal: Int32, done: Int) -> ExperimentError {
    .stopped(
      by: signal, experiment: manifest.experiment, done: done,
      points: points.count)
  }
}
