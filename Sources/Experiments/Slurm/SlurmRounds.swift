/// Which points are submitted when: first all of them, then those that tasks
/// fell at and those that they did not come to, until each has its result.
struct SlurmRounds {
  /// The number of the round, from 1.
  private(set) var number = 1
  /// What the round has to do, in the order of the jobs.
  private(set) var waiting: [Job]
  private var fallen: [Int: WorkerEnding] = [:]

  init(_ jobs: [Job]) { waiting = jobs }

  /// Whether nothing waits.
  var isDone: Bool { waiting.isEmpty }

  /// The result that an answer means.
  func result(of answer: JobAnswer) -> JobResult {
    var result = JobResult(index: answer.index, outcome: answer.outcome)
    result.seconds = answer.seconds ?? 0
    result.firstEnding = fallen[answer.index]
    return result
  }

  /// Ends the round with its tasks; the results of points that have been
  /// tried twice.
  ///
  /// Each task that fell costs a point one of its two tries, so that rounds
  /// come to an end.
  mutating func end(_ tasks: [SlurmTask]) -> [JobResult] {
    var results: [JobResult] = []
    var next: [Job] = []
    for task in tasks {
      guard let job = task.unanswered.first, let ending = task.ending else {
        continue
      }
      if let first = fallen[job.index] {
        let words = task.lastWords
        let error = SlurmError.tasksEnded(first, alone: ending, said: words)
        var result = JobResult(
          index: job.index, outcome: .failure(JobFailure(of: error)),
          errors: words)
        result.firstEnding = first
        results.append(result)
      } else {
        fallen[job.index] = ending
        next.append(job)
      }
      next += task.unanswered.dropFirst()
    }
    waiting = next.sorted { $0.index < $1.index }
    number += 1
    return results
  }
}
