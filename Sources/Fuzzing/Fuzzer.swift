import Dispatch
import Foundation

/// Feeds damaged files to readers, in processes that may crash.
public struct Fuzzer: Sendable {
  /// The program that runs a ``FuzzWorker`` with the arguments
  /// `worker TARGET SEED FIRST END FOLDER`, and prints a ``FuzzTally`` as JSON.
  public var program: URL
  /// Chooses the damages.
  public var seed: UInt64
  /// Processes at a time.
  public var workers: Int
  /// Where inputs are kept that a reader does not bear.
  public var findings: URL
  /// Inputs that one process reads.
  static let series = 2500

  /// A fuzzer from its parts.
  public init(program: URL, seed: UInt64, workers: Int, findings: URL) {
    self.program = program
    self.seed = seed
    self.workers = workers
    self.findings = findings
  }

  /// Feeds inputs 0 up to and without `count` to `target`.
  ///
  /// - Throws: what files and starting processes throw.
  public func run(_ target: FuzzTarget, count: Int) throws -> FuzzTally {
    let starts = Array(stride(from: 0, to: count, by: Self.series))
    let results = Results()
    DispatchQueue.concurrentPerform(iterations: min(workers, starts.count)) {
      first in
      for index in stride(from: first, to: starts.count, by: workers) {
        let end = min(count, starts[index] + Self.series)
        results.add(Result { try series(target, starts[index]..<end) })
      }
    }
    var tally = try results.tally()
    tally.findings.sort { $0.number < $1.number }
    try keep(tally.findings, of: target)
    return tally
  }

  /// One series; a crash ends a process, and another goes on behind it.
  private func series(
    _ target: FuzzTarget, _ numbers: Range<Int>
  ) throws -> FuzzTally {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("fuzz-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var tally = FuzzTally()
    var numbers = numbers
    while !numbers.isEmpty {
      let process = Process()
      process.executableURL = program
      process.arguments = [
        "worker", target.name, "\(seed)", "\(numbers.lowerBound)",
        "\(numbers.upperBound)", folder.path,
      ]
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = FileHandle.nullDevice
      try process.run()
      let output = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      if process.terminationReason == .exit, process.terminationStatus == 0 {
        tally += try JSONDecoder().decode(FuzzTally.self, from: output)
        break
      }
      let file = folder.appendingPathComponent("progress")
      let number = max(
        numbers.lowerBound, ProgressFile.read(file) ?? numbers.lowerBound)
      tally.findings.append(
        .init(number: number, what: Self.ending(process)))
      // What came before in this process is read again, to be counted.
      if number > numbers.lowerBound {
        tally += try series(target, numbers.lowerBound..<number)
      }
      numbers = number + 1..<numbers.upperBound
    }
    return tally
  }

  private static func ending(_ process: Process) -> String {
    guard process.terminationReason == .uncaughtSignal else {
      return "exit status \(process.terminationStatus)"
    }
    return process.terminationStatus == SIGVTALRM
      ? "takes longer than \(FuzzWorker.patience) s"
      : "crashes: signal \(process.terminationStatus)"
  }

  /// Writes the inputs of findings, to be looked at.
  private func keep(
    _ found: [FuzzTally.Finding], of target: FuzzTarget
  ) throws {
    guard !found.isEmpty else { return }
    try FileManager.default.createDirectory(
      at: findings, withIntermediateDirectories: true)
    let mutator = target.mutator(seed: seed)
    for finding in found.prefix(20) {
      try Data(mutator.input(finding.number)).write(
        to: findings.appendingPathComponent("\(target.name)-\(finding.number)"))
    }
  }
}

/// Results that come from several threads.
private final class Results: @unchecked Sendable {
  private var results: [Result<FuzzTally, any Error>] = []
  private let lock = NSLock()

  func add(_ result: Result<FuzzTally, any Error>) {
    lock.withLock { results.append(result) }
  }

  func tally() throws -> FuzzTally {
    try lock.withLock {
      try results.reduce(into: FuzzTally()) { $0 += try $1.get() }
    }
  }
}
