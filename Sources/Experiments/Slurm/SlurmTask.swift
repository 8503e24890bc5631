import Foundation

/// A task of an array, and what is known of it: its jobs, its answers, its end.
///
/// Everything comes by files, of which other machines may see a part late or
/// not at all; a line without its end is no answer.
struct SlurmTask {
  /// Its number in the array.
  let number: Int
  /// Jobs without an answer, in the order in which the worker has them.
  private(set) var unanswered: [Job]
  /// How it ended, once it has.
  private(set) var ending: WorkerEnding?
  private let folder: URL
  private var offset: UInt64 = 0
  private var incoming = LineBuffer()
  private var gone: (since: ContinuousClock.Instant, state: String)?

  init(number: Int, jobs: [Job], folder: URL) {
    self.number = number
    self.folder = folder
    unanswered = jobs
  }

  /// The place of a file of the task.
  private func file(_ kind: SlurmFile) -> URL {
    folder.appendingPathComponent(kind.name(number))
  }

  /// New answers, each to a job that had none; the end is noted if it has come.
  ///
  /// - Parameters:
  ///   - present: the names of the files that are there.
  ///   - grace: how long files may be on their way once Slurm has ended the
  ///     task.
  mutating func collect(
    _ present: Set<String>, grace: Duration
  ) -> [JobAnswer] {
    // First the end: what was answered before it is there by then.
    var end: WorkerEnding?
    if present.contains(SlurmFile.status.name(number)) {
      end = readStatus()
    } else if let gone, ContinuousClock.now - gone.since >= grace {
      end = .endedBySlurm(gone.state)
    }
    var answers: [JobAnswer] = []
    if present.contains(SlurmFile.answers.name(number)) {
      answers = readAnswers()
    }
    ending = end
    return answers
  }

  /// Notes what Slurm says of the task, `nil` if it knows of none.
  mutating func note(_ state: String?) {
    let isOver = state.map(Self.finalStates.contains) ?? true
    // A task that has been put back into the queue is no longer over.
    gone =
      isOver ? gone ?? (.now, state ?? "it is not in the queue") : nil
  }

  /// What was last written to stderr by Slurm, or else by the worker.
  var lastWords: String {
    for kind in [SlurmFile.output, .errors] {
      let bytes = (try? Data(contentsOf: file(kind))) ?? Data()
      let line = lastLine(of: [UInt8](bytes.suffix(4096)))
      if !line.isEmpty { return line }
    }
    return ""
  }

  private mutating func readAnswers() -> [JobAnswer] {
    guard let handle = try? FileHandle(forReadingFrom: file(.answers)),
      (try? handle.seek(toOffset: offset)) != nil,
      let bytes = try? handle.readToEnd()
    else { return [] }
    offset += UInt64(bytes.count)
    return incoming.append([UInt8](bytes)[...]).compactMap { line in
      guard let answer = JSONLine.decode(JobAnswer.self, from: line),
        let place = unanswered.firstIndex(where: { $0.index == answer.index })
      else { return nil }
      unanswered.remove(at: place)
      return answer
    }
  }

  /// The status is a shell's: above 128 it stands for a signal.
  private func readStatus() -> WorkerEnding? {
    let text = try? String(contentsOf: file(.status), encoding: .utf8)
    let number = text.flatMap {
      Int32($0.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    return number.map { $0 > 128 ? .signalled($0 - 128) : .exited($0) }
  }

  /// States that no task leaves by itself, after Slurm's manual of squeue.
  private static let finalStates: Set<String> = [
    "BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL",
    "OUT_OF_MEMORY", "PREEMPTED", "REVOKED", "TIMEOUT",
  ]
}

/// The files of a task.
enum SlurmFile {
  /// Its jobs, one a line.
  case jobs
  /// The worker's answers, one a line.
  case answers
  /// What the worker writes to stderr.
  case errors
  /// What Slurm itself writes about the task.
  case output
  /// The exit status of the worker, which appears when it has ended.
  case status

  /// The name of the file for a task.
  func name(_ number: Int) -> String {
    switch self {
    case .jobs: "jobs-\(number).jsonl"
    case .answers: "answers-\(number).jsonl"
    case .errors: "errors-\(number).txt"
    case .output: "slurm-\(number).txt"
    case .status: "status-\(number)"
    }
  }
}
