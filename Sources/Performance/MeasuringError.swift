import Diagnostics

/// What can go wrong while figures are measured.
package enum MeasuringError: Equatable {
  /// Times that are not positive, or repetitions without reference.
  case times
  /// A line that a measuring process printed and that says nothing known.
  case line(String)
  /// A measuring process that ended before it had said all.
  case ended(program: String, status: Int32)
  /// A program that cannot be started.
  case cannotStart(program: String, reason: String)
  /// A program that has no command `measure`.
  case tooOld(program: String)
  /// The file of a profiler without its totals.
  case profile(file: String)
  /// A count that cannot be: twice the work takes no more than once.
  case count(String, of: String)
  /// A figure that is no number.
  case notFinite(String)
  /// A workload that is not known.
  case unknown(String, known: [String])
}

extension MeasuringError: Diagnosable {
  package var diagnosis: Diagnosis {
    switch self {
    case .times:
      Diagnosis(
        "the times of a workload cannot be",
        expected: "a reference for each repetition, all longer than 0",
        remedy: "measure again; if it stays, check the machine's clock",
        exit: .software)
    case .line(let text):
      Diagnosis(
        "a measuring process printed '\(text.prefix(120))'",
        expected: "a figure as 'shardbench measure' prints it",
        remedy: "build the program that is measured anew", exit: .software)
    case .ended(let program, let status):
      Diagnosis(
        "measuring ended early, with status \(status)",
        at: .init(file: program), expected: "all figures, and status 0",
        remedy: "see what it said above; this run is not whole",
        exit: .software)
    case .cannotStart(let program, let reason):
      Diagnosis(
        "the program cannot be started: \(reason)", at: .init(file: program),
        remedy: "build it, or give the path of one that runs",
        exit: .software)
    case .tooOld(let program):
      Diagnosis(
        "the program has no command 'measure'", at: .init(file: program),
        remedy: "compare with a commit that has it", exit: .software)
    case .profile(let file):
      Diagnosis(
        "the profile has no totals", at: .init(file: file),
        expected: "a file that 'valgrind --tool=callgrind' wrote",
        remedy: "check that valgrind runs on this machine", exit: .software)
    case .count(let unit, let name):
      Diagnosis(
        "'\(name)' takes no more \(unit) twice than once",
        expected: "a counter that counts all of a process",
        remedy: "check what 'perf stat' and valgrind count on this machine",
        exit: .software)
    case .notFinite(let name):
      Diagnosis(
        "'\(name)' is not a number", expected: "a finite figure",
        remedy: "this is a defect; please report it", exit: .software)
    case .unknown(let name, let known):
      Diagnosis(
        "no workload is called '\(name)'",
        remedy: didYouMean(name, among: known), exit: .usage)
    }
  }
}
