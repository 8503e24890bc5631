import Diagnostics
import Foundation

/// The worker's side of ``WorkerPool``: answers each job on stdin until stdin
/// ends.
///
/// What `handle` prints goes to stderr, so that it cannot be mistaken for an
/// answer.
///
/// - Throws: ``RunError/badJob(_:)`` if a line is no job.
public func serveJobs(_ handle: (Job) -> JobOutcome) throws {
  let answers = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
  guard answers >= 0 else {
    throw RunError.noResources(reason: systemError())
  }
  defer { close(answers) }
  dup2(STDERR_FILENO, STDOUT_FILENO)
  try serveJobs(from: STDIN_FILENO, to: answers, handle)
}

/// Ends this process as soon as the one that sends jobs has ended, even in the
/// middle of a job; a call that lasts hours would not notice.
///
/// Does nothing if jobs come from anything but a socket, as with ``WorkerPool``.
public func endWithSender() {
  var status = stat()
  guard fstat(STDIN_FILENO, &status) == 0,
    status.st_mode & S_IFMT == S_IFSOCK
  else { return }
  Thread.detachNewThread {
    while true {
      // Of no interest but the other end's closing, which needs no asking.
      var entry = pollfd(fd: STDIN_FILENO, events: 0, revents: 0)
      if poll(&entry, 1, -1) > 0, entry.revents & Int16(POLLHUP) != 0 {
        _exit(0)
      }
    }
  }
}

/// Answers each job that comes from `input` until it ends, or until nobody
/// reads the answers.
func serveJobs(
  from input: Int32, to output: Int32, _ handle: (Job) -> JobOutcome
) throws {
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  var incoming = LineBuffer()
  while case .bytes(let count) = readSome(input, into: &buffer) {
    for line in incoming.append(buffer[..<count]) {
      guard let job = JSONLine.decode(Job.self, from: line) else {
        throw RunError.badJob(shortText(line))
      }
      let start = ContinuousClock.now
      var answer = JobAnswer(index: job.index, outcome: handle(job))
      answer.seconds = (ContinuousClock.now - start) / .seconds(1)
      guard writeAll(output, try JSONLine.encode(answer)) else { return }
    }
  }
}

/// At most 60 characters of `line`, for an error.
func shortText(_ line: [UInt8]) -> String {
  let text = String(decoding: line.prefix(240), as: UTF8.self)
  return text.count <= 60 ? text : text.prefix(59) + "…"
}
