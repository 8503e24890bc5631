import Foundation

/// A worker process and the job that it has.
final class Worker {
  /// Bytes of stderr that are kept for each job.
  static let errorLimit = 1 << 16
  /// Bytes that an answer may have.
  static let answerLimit = 64 << 20

  private let child: ChildProcess
  private let patience: Int32
  private var job: Job?
  // Not the time of day, which may be set.
  private var start = ContinuousClock.now
  private var outgoing: ArraySlice<UInt8> = []
  private var incoming = LineBuffer()
  private var errors: [UInt8] = []
  private var errorsAreOpen = true
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  /// Whether the worker can take no more jobs.
  private(set) var isGone = false

  /// - Parameter patience: milliseconds that it may take to end.
  init(_ child: ChildProcess, patience: Int32) {
    self.child = child
    self.patience = patience
  }

  /// Whether the worker waits for a job.
  var isIdle: Bool { job == nil && !isGone }

  /// Gives the worker a job.
  func start(_ job: Job) throws {
    self.job = job
    start = .now
    outgoing = try JSONLine.encode(job)[...]
    errors = []
  }

  /// What to wait for: room to write, output, errors, the end.
  var pollEntries: [pollfd] {
    [
      pollfd(
        fd: outgoing.isEmpty ? -1 : child.input, events: Int16(POLLOUT),
        revents: 0),
      pollfd(fd: child.output, events: Int16(POLLIN), revents: 0),
      pollfd(
        fd: errorsAreOpen ? child.errors : -1, events: Int16(POLLIN),
        revents: 0),
      pollfd(fd: child.end, events: Int16(POLLIN), revents: 0),
    ]
  }

  /// Does what poll says can be done; the result of the job, if it has one.
  func handle(_ entries: ArraySlice<pollfd>) -> JobResult? {
    var result = answer(entries)
    result?.seconds = (ContinuousClock.now - start) / .seconds(1)
    return result
  }

  private func answer(_ entries: ArraySlice<pollfd>) -> JobResult? {
    let ready = entries.map { $0.revents != 0 }
    // Errors first: what was written before an answer belongs to its job.
    readErrors()
    if ready[0] { write() }
    if ready[1], let result = readOutput() {
      // One that ends after each answer gets no job that it cannot do.
      if child.ends(within: 0) { isGone = true }
      return result
    }
    return ready[3] && !isGone ? ended() : nil
  }

  /// Lets the worker end by itself, but not for long.
  func finish() {
    child.closeInput()
    if !child.ends(within: patience) { child.kill() }
    isGone = true
  }

  /// Ends the worker at once, whatever it is at.
  func end() {
    child.kill()
    isGone = true
  }

  private func write() {
    switch sendSome(child.input, outgoing) {
    case .bytes(let count): outgoing = outgoing.dropFirst(count)
    case .wouldWait: break
    case .ended: outgoing = []  // Its end will be told soon.
    }
  }

  private func readErrors() {
    // One that never stops must not keep the others waiting.
    for _ in 0..<16 where errorsAreOpen {
      switch readSome(child.errors, into: &buffer) {
      case .bytes(let count):
        errors += buffer[..<count]
        if errors.count > Self.errorLimit {
          errors.removeFirst(errors.count - Self.errorLimit)
        }
      case .wouldWait: return
      case .ended: errorsAreOpen = false
      }
    }
  }

  /// Reads what has come of the answer.
  private func readOutput() -> JobResult? {
    switch readSome(child.output, into: &buffer) {
    case .wouldWait: return nil
    case .ended:
      // Most likely it is about to end; how, says `ended`.
      return child.ends(within: patience) ? ended() : fail(.workerClosedOutput)
    case .bytes(let count):
      let lines = incoming.append(buffer[..<count])
      if incoming.rest.count > Self.answerLimit {
        return fail(.longAnswer(limit: Self.answerLimit))
      }
      guard let line = lines.first else { return nil }
      guard lines.count == 1, incoming.rest.isEmpty, let job,
        let answer = JSONLine.decode(JobAnswer.self, from: line),
        answer.index == job.index
      else {
        return fail(.badAnswer(shortText(line)))
      }
      self.job = nil
      return JobResult(
        index: job.index, outcome: answer.outcome, errors: errorText)
    }
  }

  /// The process has ended; what it wrote last may still be in its pipes.
  private func ended() -> JobResult? {
    readErrors()
    while job != nil,
      case .bytes(let count) = readSome(child.output, into: &buffer)
    {
      let lines = incoming.append(buffer[..<count])
      if let line = lines.first, let job,
        let answer = JSONLine.decode(JobAnswer.self, from: line),
        answer.index == job.index
      {
        isGone = true
        return JobResult(
          index: job.index, outcome: answer.outcome, errors: errorText)
      }
    }
    let ending = child.reap()
    var result = fail(.workerDied(ending))
    result?.firstEnding = ending
    return result
  }

  /// Ends the process, and its job if it has one.
  private func fail(_ error: RunError) -> JobResult? {
    isGone = true
    child.kill()
    readErrors()
    return job.map {
      JobResult(
        index: $0.index, outcome: .failure(.init(of: error)),
        errors: errorText)
    }
  }

  private var errorText: String { String(decoding: errors, as: UTF8.self) }
}
