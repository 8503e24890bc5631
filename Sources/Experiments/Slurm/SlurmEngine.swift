import Foundation

/// Runs jobs as arrays of tasks on a Slurm cluster.
///
/// Jobs and answers travel as files in a folder that the nodes share. A task
/// whose worker dies, or that Slurm ends, falls at the first of its points that
/// has no answer: that point is tried once more when all tasks have ended, in a
/// task of its own, and those behind it are submitted again. A run that is
/// stopped cancels its tasks. One that is killed cannot; the next run of the
/// experiment takes over the answers and cancels the rest.
public struct SlurmEngine {
  /// The program that workers run; tasks run a copy, since it may have changed
  /// when their turn comes.
  public var executable: URL
  /// Its arguments.
  public var arguments: [String]
  /// The experiment, by which later runs know this one's folder.
  public var experiment: String
  /// The folder for those of runs; all nodes must see it.
  public var folder: URL
  /// Tasks that run at once at most.
  public var tasks: Int
  /// More options for sbatch.
  public var options: [String]
  /// Variables of the workers, on top of what sbatch hands over.
  public var environment: [String: String]
  /// Whether answers are taken over that a killed run has left.
  public var takesOver = true
  /// What makes a point the same in another run.
  public var identity: (Job) throws -> String

  var commands = SlurmCommands()
  var pace = SlurmPace()
  /// Tasks of an array at most: what Slurm allows unless told otherwise.
  var arrayLimit = 1000

  /// An engine from its parts; nothing starts yet.
  public init(
    executable: URL, arguments: [String] = [], experiment: String, folder: URL,
    tasks: Int, options: [String] = [], environment: [String: String] = [:],
    identity: @escaping (Job) throws -> String
  ) {
    self.executable = executable
    self.arguments = arguments
    self.experiment = experiment
    self.folder = folder
    self.tasks = tasks
    self.options = options
    self.environment = environment
    self.identity = identity
  }
}

extension SlurmEngine: PointEngine {
  /// Runs `jobs`; see ``PointEngine``.
  ///
  /// - Throws: ``SlurmError``, ``RunError`` or ``WorkerPool/Stopped``.
  public func run(
    _ jobs: [Job], stop: StopSignals? = nil,
    onResult: (JobResult) throws -> Void
  ) throws {
    let left = SlurmSpool.left(by: experiment, in: folder)
    guard !(jobs.isEmpty && left.isEmpty) else { return }
    try commands.check()
    var rounds = SlurmRounds(try takeOver(left, jobs, onResult))
    guard !rounds.isDone else { return }
    let spool = try SlurmSpool(for: experiment, in: folder)
    do {
      let program = try copyProgram(to: spool)
      while !rounds.isDone {
        let number = rounds.number
        let folder = try spool.makeArrayFolder(number)
        var array = try SlurmArray(
          spool.arrayName(number),
          dealing: try rounds.waiting.map {
            SpooledJob($0, identity: try identity($0))
          },
          // Several tasks for each turn even out what points take; a second
          // try is alone.
          to: number == 1 ? min(arrayLimit, 4 * max(1, tasks)) : arrayLimit,
          in: folder, script: script(program, in: folder))
        try array.submit(
          by: commands, atOnce: max(1, tasks), options: options)
        try follow(&array, stop) { try onResult(rounds.result(of: $0)) }
        for result in rounds.end(array.tasks) { try onResult(result) }
      }
      spool.remove()
    } catch {
      // If Slurm does not listen, the folder stays for the next run to see to.
      try? spool.end(by: commands)
      throw error
    }
  }

  /// Takes over what killed runs have left; the jobs that have no answer yet.
  private func takeOver(
    _ left: [SlurmSpool], _ jobs: [Job], _ onResult: (JobResult) throws -> Void
  ) throws -> [Job] {
    var waiting = jobs
    for spool in left {
      let answers = takesOver ? spool.answers() : [:]
      waiting = try waiting.filter { job in
        guard let answer = answers[try identity(job)],
          case .values = answer.outcome
        else { return true }
        var result = JobResult(index: job.index, outcome: answer.outcome)
        result.seconds = answer.seconds ?? 0
        try onResult(result)
        return false
      }
      try spool.end(by: commands)
    }
    return waiting
  }

  private func copyProgram(to spool: SlurmSpool) throws -> URL {
    let copy = spool.folder.appendingPathComponent("program")
    do {
      // Of a link the copy would be a link, too.
      try FileManager.default.copyItem(
        at: executable.resolvingSymlinksInPath(), to: copy)
    } catch {
      throw SlurmError.spool(
        copy.path, reason: "the program cannot be copied there")
    }
    return copy
  }

  /// Passes on answers until every task has ended.
  private func follow(
    _ array: inout SlurmArray, _ stop: StopSignals?,
    _ onAnswer: (JobAnswer) throws -> Void
  ) throws {
    var look = pace.look
    var ask = pace.ask
    var heard = ContinuousClock.now
    var asked = ContinuousClock.now
    while true {
      let isNew = try array.collect(grace: pace.grace, onAnswer)
      if !array.isAtWork { return }
      look = isNew ? pace.look : min(look * 2, pace.slowLook)
      if ContinuousClock.now - asked >= ask {
        do {
          array.note(try commands.states(array.name))
          heard = .now
        } catch SlurmError.refused(_, let reason) {
          let silence = ContinuousClock.now - heard
          if silence >= pace.silence {
            throw SlurmError.noAnswer(
              seconds: Int(silence.components.seconds), reason: reason)
          }
        }
        asked = .now
        ask = min(ask * 2, pace.slowAsk)
      }
      wait(look, stop)
      if let signal = stop?.received {
        // What is answered need not be computed again.
        _ = try array.collect(grace: pace.grace, onAnswer)
        throw WorkerPool.Stopped(signal: signal)
      }
    }
  }

  /// Sleeps, but not beyond a signal to stop.
  private func wait(_ time: Duration, _ stop: StopSignals?) {
    // Poll passes over descriptors below 0.
    var entry = pollfd(
      fd: stop?.descriptor ?? -1, events: Int16(POLLIN), revents: 0)
    _ = poll(&entry, 1, Int32((time / .milliseconds(1)).rounded(.up)))
  }
}

/// How often the files are looked at, and Slurm is asked.
struct SlurmPace {
  /// Between two looks at the files, as long as there is news; then twice as
  /// long each time.
  var look = Duration.milliseconds(50)
  /// But not longer than this.
  var slowLook = Duration.seconds(1)
  /// Between two questions at first, then twice as long each time.
  var ask = Duration.seconds(1)
  /// But not longer than this: a controller has many to answer.
  var slowAsk = Duration.seconds(30)
  /// How long files may be on their way once Slurm says that a task is over.
  var grace = Duration.seconds(5)
  /// How long Slurm may fail to answer.
  var silence = Duration.seconds(600)
}
