import Foundation

/// Feeds inputs to a target in a process of its own, which may crash.
public struct FuzzWorker {
  /// Bytes of memory beside what the program has when it starts.
  static let memory: UInt64 = 2 << 30
  /// Seconds of the processor that one input may take.
  static let patience = 20

  let target: FuzzTarget
  let mutator: Mutator
  /// Whether the process may be ended when an input takes too long.
  let endsProcess: Bool

  /// A worker for `target`.
  ///
  /// - Parameter endsProcess: whether it has the process for itself, whose
  ///   time is then limited for each input.
  public init(_ target: FuzzTarget, seed: UInt64, endsProcess: Bool) {
    self.target = target
    mutator = target.mutator(seed: seed)
    self.endsProcess = endsProcess
  }

  /// Reads the inputs of `numbers`, and writes to `progress` before each its
  /// number; returns how many were taken, how many refused, and which had
  /// errors that do not help.
  ///
  /// - Throws: what files throw.
  public func run(
    _ numbers: Range<Int>, in folder: URL, progress: URL
  ) throws -> FuzzTally {
    let place = try ProgressFile(progress)
    var tally = FuzzTally()
    for number in numbers {
      place.write(number)
      if endsProcess { Self.watch() }
      switch try target.outcome(of: mutator.input(number), in: folder) {
      case .read: tally.read += 1
      case .refused: tally.refused += 1
      case .blamed(let words):
        tally.findings.append(.init(number: number, what: "blames: \(words)"))
      }
    }
    return tally
  }

  /// Limits the memory of this process for good.
  public static func limitMemory() {
    var limit = rlimit()
    #if os(Linux)
      let resource = __rlimit_resource_t(RLIMIT_AS.rawValue)
    #else
      let resource = RLIMIT_AS
    #endif
    getrlimit(resource, &limit)
    let size =
      (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))
      .flatMap { $0.split(separator: " ").first }.flatMap { UInt64($0) }
    limit.rlim_cur = rlim_t((size ?? 0) * UInt64(getpagesize()) + memory)
    setrlimit(resource, &limit)
  }

  /// Has SIGVTALRM end the process if an input takes too long.
  private static func watch() {
    var timer = itimerval()
    timer.it_value.tv_sec = patience
    #if os(Linux)
      setitimer(Int32(ITIMER_VIRTUAL.rawValue), &timer, nil)
    #else
      setitimer(ITIMER_VIRTUAL, &timer, nil)
    #endif
  }
}

/// What came of a series of inputs.
public struct FuzzTally: Codable, Equatable, Sendable {
  /// An input that a reader did not bear.
  public struct Finding: Codable, Equatable, Sendable {
    /// Its number.
    public var number: Int
    /// What happened.
    public var what: String
  }

  /// Inputs that were taken.
  public var read = 0
  /// Inputs that were refused with a good error.
  public var refused = 0
  /// All others.
  public var findings: [Finding] = []

  /// No inputs yet.
  public init() {}

  /// Adds another series.
  public static func += (a: inout FuzzTally, b: FuzzTally) {
    a.read += b.read
    a.refused += b.refused
    a.findings += b.findings
  }
}

/// A number in a file that outlives the process that writes it.
final class ProgressFile {
  private let descriptor: Int32

  init(_ file: URL) throws {
    descriptor = open(file.path, O_RDWR | O_CREAT, 0o644)
    guard descriptor >= 0 else {
      throw CocoaError(.fileWriteUnknown)
    }
  }

  func write(_ number: Int) {
    var number = Int64(number)
    pwrite(descriptor, &number, 8, 0)
  }

  static func read(_ file: URL) -> Int? {
    guard let data = try? Data(contentsOf: file), data.count == 8 else {
      return nil
    }
    return Int(data.withUnsafeBytes { $0.loadUnaligned(as: Int64.self) })
  }

  deinit { close(descriptor) }
}
