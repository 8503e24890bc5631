import Foundation

/// Runs jobs in worker processes, one job at a time in each.
///
/// The parent writes a job as one line of JSON to the worker's stdin and the
/// worker answers with one line on stdout; see ``serveJobs(_:)``. A worker that
/// answers nonsense fails the job that it had, is replaced, and the others go
/// on. A job whose worker died, of a signal or by itself, is tried once more
/// when the others are done, alone, since what it lacked may be memory. If the
/// parent dies, the workers meet the end of their input.
public struct WorkerPool: Sendable {
  /// The program that workers run.
  public var executable: URL
  /// Its arguments.
  public var arguments: [String]
  /// The number of workers; fewer than 1 counts as 1.
  public var workers: Int
  /// Variables on top of the own environment.
  public var environment: [String: String]
  /// Milliseconds that a worker may take to end once it has nothing to do.
  var patience: Int32 = 2000

  /// A pool from its parts; nothing starts yet.
  public init(
    executable: URL, arguments: [String] = [], workers: Int,
    environment: [String: String] = [:]
  ) {
    self.executable = executable
    self.arguments = arguments
    self.workers = workers
    self.environment = environment
  }

  /// Runs `jobs`, with an index each, and returns when each has its result.
  ///
  /// Results reach `onResult` in the order in which they come. An error that it
  /// throws ends the workers and is passed on.
  ///
  /// - Throws: ``RunError`` if workers cannot be started, or ``Stopped``.
  public func run(
    _ jobs: [Job], stop: StopSignals? = nil,
    onResult: (JobResult) throws -> Void
  ) throws {
    var fallen: [Int: WorkerEnding] = [:]
    try run(jobs, workers: max(1, workers), stop) { result in
      if let ending = result.firstEnding {
        fallen[result.index] = ending
      } else {
        try onResult(result)
      }
    }
    let again = jobs.filter { fallen[$0.index] != nil }
    try run(again, workers: 1, stop) { result in
      var result = result
      if let first = fallen[result.index] {
        if let second = result.firstEnding {
          let error = RunError.workersDied(first, alone: second)
          result.outcome = .failure(JobFailure(of: error))
        }
        result.firstEnding = first
      }
      try onResult(result)
    }
  }

  /// A signal that asks to stop has come; the workers have been ended.
  public struct Stopped: Error, Equatable {
    /// The number of the signal.
    public let signal: Int32
  }

  /// Tries each job once; all workers have ended when this returns or throws.
  private func run(
    _ jobs: [Job], workers: Int, _ stop: StopSignals?,
    onResult: (JobResult) throws -> Void
  ) throws {
    var waiting = jobs[...]
    var team: [Worker] = []
    // Also those that are at work, if this throws.
    defer { for worker in team { worker.end() } }
    var unfinished = jobs.count
    while unfinished > 0 {
      for worker in team where worker.isIdle {
        if let job = waiting.popFirst() { try worker.start(job) }
      }
      while team.count < workers, let job = waiting.popFirst() {
        let worker = try start()
        try worker.start(job)
        team.append(worker)
      }
      for result in try wait(for: team, stop) {
        unfinished -= 1
        try onResult(result)
      }
      team.removeAll { $0.isGone }
    }
    for worker in team { worker.finish() }
  }

  private func start() throws -> Worker {
    Worker(
      try ChildProcess(
        program: executable.path, arguments: arguments,
        environment: environment), patience: patience)
  }

  /// Sleeps until something can be done, does it, and returns the results.
  private func wait(
    for team: [Worker], _ stop: StopSignals?
  ) throws -> [JobResult] {
    var entries = team.flatMap(\.pollEntries)
    // Poll passes over descriptors below 0.
    entries.append(
      pollfd(fd: stop?.descriptor ?? -1, events: Int16(POLLIN), revents: 0))
    let count = poll(&entries, nfds_t(entries.count), -1)
    if count < 0 {
      if errno == EINTR { return [] }
      throw RunError.noResources(reason: systemError())
    }
    if let signal = stop?.received { throw Stopped(signal: signal) }
    return team.enumerated().compactMap { index, worker in
      worker.handle(entries[4 * index..<4 * index + 4])
    }
  }
}
