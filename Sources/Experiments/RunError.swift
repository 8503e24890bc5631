import Diagnostics

/// What can go wrong while points are computed, as facts.
public enum RunError: Error, Equatable {
  /// The program of the workers does not start.
  case cannotStart(String, reason: String)
  /// The system gives no more pipes or processes.
  case noResources(reason: String)
  /// A worker ended while it had a job.
  case workerDied(WorkerEnding)
  /// A job's worker ended, and so did a second one that had it alone.
  case workersDied(WorkerEnding, alone: WorkerEnding)
  /// A worker closed its output and went on.
  case workerClosedOutput
  /// A worker wrote something that is no answer to its job.
  case badAnswer(String)
  /// A worker's answer is longer than `limit` bytes.
  case longAnswer(limit: Int)
  /// A worker was given something that is no job.
  case badJob(String)
  /// The journal cannot be read or written.
  case journal(String, reason: String)
  /// A file of the cache cannot be written.
  case cache(String, reason: String)
  /// Another run writes to the folder.
  case folderInUse(String, by: FolderLock.Holder?)
}

/// How a process ended.
public enum WorkerEnding: Hashable, Sendable {
  /// It ended by itself with this status.
  case exited(Int32)
  /// A signal of this number ended it.
  case signalled(Int32)
  /// Slurm ended its task and says why, in a word such as TIMEOUT.
  case endedBySlurm(String)

  /// What became of the worker, as the end of a sentence.
  public var words: String {
    switch self {
    case .exited(let status): "exited with status \(status)"
    case .signalled(let signal): "was killed by \(signalName(signal))"
    case .endedBySlurm(let state): "was ended by Slurm (\(state))"
    }
  }

  /// Whether the system ends processes in this way when memory is short.
  var mayBeLackOfMemory: Bool {
    self == .signalled(9) || self == .endedBySlurm("OUT_OF_MEMORY")
  }
}

extension RunError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .cannotStart(let program, let reason):
      Diagnosis(
        "cannot start a worker: \(reason)", at: .init(file: program),
        expected: "a program that may be run", exit: .software)
    case .noResources(let reason):
      Diagnosis(
        "cannot make room for a worker: \(reason)",
        remedy: "use fewer workers", exit: .software)
    case .workerDied(let ending):
      Diagnosis(
        "the worker \(ending.words)", expected: "an answer",
        remedy: ending.mayBeLackOfMemory
          ? "the machine may lack memory; use fewer workers"
          : "run this point alone to see why", exit: .software)
    case .workersDied(let first, let second):
      Diagnosis(
        "the worker \(first.words); tried again alone, it \(second.words)",
        expected: "an answer",
        remedy: second.mayBeLackOfMemory
          ? "the machine may lack memory for this point"
          : "run this point alone to see why", exit: .software)
    case .workerClosedOutput:
      Diagnosis(
        "the worker closed its output", expected: "an answer",
        exit: .software)
    case .badAnswer(let line):
      Diagnosis(
        "the worker answered '\(line)'",
        expected: "one line of JSON with the index of the job",
        remedy: "print to stderr, not to stdout, in a worker",
        exit: .software)
    case .longAnswer(let limit):
      Diagnosis(
        "the worker's answer is too long", expected: "at most \(limit) bytes",
        exit: .software)
    case .badJob(let line):
      Diagnosis(
        "'\(line)' is no job", expected: "one line of JSON",
        remedy: "workers are started by the runner, not by hand",
        exit: .usage)
    case .journal(let path, let reason):
      Diagnosis(
        "cannot use the journal: \(reason)", at: .init(file: path),
        expected: "a file that may be read and appended to",
        remedy: "check the permissions and the space on the disk")
    case .cache(let path, let reason):
      Diagnosis(
        "cannot keep this file: \(reason)", at: .init(file: path),
        remedy: "check the permissions and the space on the disk")
    case .folderInUse(let folder, let holder):
      Diagnosis(
        "another run writes to this folder"
          + (holder.map { ": process \($0.process), since \($0.since)" } ?? ""),
        at: .init(file: folder),
        remedy: "wait until it ends, or use another folder: --results DIR",
        exit: .busy)
    }
  }
}
