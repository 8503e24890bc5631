import Diagnostics

/// What can go wrong while points are computed, as facts.
public enum RunError: Error, Equatable {
  /// The program of the workers does not start.
  case cannotStart(String, reason: String)
  /// The system gives no more pipes or processes.
  case noResources(reason: String)
  /// A worker ended while it had a job.
  case workerDied(WorkerEnding)
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
}

/// How a process ended.
public enum WorkerEnding: Equatable, Sendable {
  /// It ended by itself with this status.
  case exited(Int32)
  /// A signal of this number ended it.
  case signalled(Int32)
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
    case .workerDied(.exited(let status)):
      Diagnosis(
        "the worker exited with status \(status)", expected: "an answer",
        remedy: "run this point alone to see why", exit: .software)
    case .workerDied(.signalled(let signal)):
      Diagnosis(
        "the worker was killed by \(signalName(signal))",
        expected: "an answer",
        remedy: signal == 9
          ? "the machine may lack memory; use fewer workers"
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
    }
  }
}

/// The name of a signal, as `kill -l` knows it.
private func signalName(_ number: Int32) -> String {
  // The numbers below are the same on Linux and macOS.
  let names: [Int32: String] = [
    1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP",
    6: "SIGABRT", 8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV", 13: "SIGPIPE",
    14: "SIGALRM", 15: "SIGTERM", 24: "SIGXCPU", 25: "SIGXFSZ",
  ]
  return names[number] ?? "signal \(number)"
}
