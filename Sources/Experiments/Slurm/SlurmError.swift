import Diagnostics

/// What can go wrong between a run and Slurm, as facts.
public enum SlurmError: Error, Equatable {
  /// A command of Slurm is on no folder of PATH.
  case noCommand(String)
  /// A command of Slurm did not do what it was asked.
  case refused(String, reason: String)
  /// Nothing says for so long how the tasks are.
  case noAnswer(seconds: Int, reason: String)
  /// Options for sbatch end within a quotation.
  case openQuote(String)
  /// The folder that the nodes share with the run cannot be used.
  case spool(String, reason: String)
  /// A point's task ended without its answer, and so did a second one that
  /// had it alone; `said` is what the last one wrote at its end.
  case tasksEnded(WorkerEnding, alone: WorkerEnding, said: String)
}

extension SlurmError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .noCommand(let name):
      Diagnosis(
        "there is no command '\(name)'", expected: "Slurm on this machine",
        remedy: "run where jobs are submitted (Debian: slurm-client), or "
          + "without --engine slurm", exit: .usage)
    case .refused(let command, let reason):
      Diagnosis(
        "\(command) says: \(reason)",
        remedy: "see 'sinfo'; --slurm \"OPTIONS\" hands options to sbatch, "
          + "-j N asks for fewer tasks", exit: .usage)
    case .noAnswer(let seconds, let reason):
      Diagnosis(
        "squeue has had no answer for \(seconds) s: \(reason)",
        remedy: "when Slurm answers again, the same command goes on from there",
        exit: .busy)
    case .openQuote(let text):
      Diagnosis(
        "--slurm is '\(text)'", expected: "a second quotation mark",
        exit: .usage)
    case .spool(let path, let reason):
      Diagnosis(
        "cannot use the folder for tasks: \(reason)", at: .init(file: path),
        expected: "a folder that all nodes share",
        remedy: "check the permissions and the space on the disk")
    case .tasksEnded(let first, let second, let said):
      Diagnosis(
        "the worker \(first.words); tried again alone, it \(second.words)"
          + (said.isEmpty ? "" : ", saying '\(said)'"),
        expected: "an answer",
        remedy: second.mayBeLackOfMemory
          ? "ask for more memory: --slurm --mem=SIZE"
          : "'--engine local' runs this point here; every node must see this "
            + "folder and the program", exit: .software)
    }
  }
}
