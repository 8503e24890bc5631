import CReference
import Foundation

/// Counts what a program does in a body, in fresh processes of it.
package final class Counting {
  private let program: URL
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("shardbench-count-\(UUID().uuidString)")
  private var plainProgram: URL?

  /// Counting in `program`, which knows `measure --body NAME`.
  package init(program: URL) { self.program = program }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Where valgrind is, if it is installed.
  package static var valgrind: URL? {
    tool("valgrind", path: ProcessInfo.processInfo.environment["PATH"] ?? "")
  }

  /// Instructions of a repetition of a workload, as the processor counts them.
  ///
  /// They are the difference to a process that does twice as much: all else
  /// that a process does is in both.
  ///
  /// - Throws: ``MeasuringError`` if perf or the program fails.
  package func instructions(
    of workload: Workload, _ perf: PerfCounter
  ) throws -> Figure {
    try makeFolder()
    func count(_ calls: Int) throws -> Int {
      try perf.instructions(
        of: program,
        ["measure", "--body", workload.name, "--calls", "\(calls)"],
        environment: Self.environment,
        file: folder.appendingPathComponent("perf"))
    }
    let once = try count(workload.calls)
    let instructions = try count(2 * workload.calls) - once
    guard instructions > 0 else {
      throw MeasuringError.count("instructions", of: workload.name)
    }
    return Figure(
      "instructions-by-perf/\(workload.name)", .counted,
      Double(instructions), unit: "instructions")
  }

  /// Instructions and allocations of a workload's body.
  ///
  /// - Throws: ``MeasuringError`` if valgrind or the program fails.
  package func figures(of workload: Workload, valgrind: URL) throws -> [Figure]
  {
    var instructions = 0
    let allocations = try Self.growth {
      try (1...3).map { times in
        let profile = try profile(
          of: workload, calls: times * workload.countedCalls, valgrind)
        if times == 1 { instructions = profile.instructions }
        return profile.allocations
      }
    }
    guard instructions > 0, allocations >= 0 else {
      throw MeasuringError.count(
        allocations < 0 ? "allocations" : "instructions", of: workload.name)
    }
    return [
      Figure(
        "instructions/\(workload.name)", .counted,
        Double(instructions), unit: "instructions"),
      Figure(
        "allocations/\(workload.name)", .counted,
        Double(allocations), unit: "allocations"),
    ]
  }

  /// By how much counts grow from one to the next.
  ///
  /// Callgrind counts calls of the start of a process too, which differ by one
  /// now and then. So what counts is the growth with the work that is done, and
  /// it has to be the same twice; else all is counted again, two times at most,
  /// and the middle of all that was found stands.
  ///
  /// - Parameter counts: of once, twice and three times the work.
  static func growth(_ counts: () throws -> [Int]) rethrows -> Int {
    var found: [Int] = []
    for _ in 0..<3 {
      let counts = try counts()
      let steps = zip(counts.dropFirst(), counts).map { $0 - $1 }
      if let step = steps.first, steps.allSatisfy({ $0 == step }) {
        return step
      }
      found += steps
    }
    return found.sorted()[found.count / 2]
  }

  private func profile(
    of workload: Workload, calls: Int, _ valgrind: URL
  ) throws -> CallgrindProfile {
    let program = try programWithoutDebugInfo()
    // Not beside the program, which looks at what is there.
    let file = profiles.appendingPathComponent("profile")
    _ = try output(
      of: valgrind,
      [
        "--tool=callgrind", "--callgrind-out-file=\(file.path)",
        "--toggle-collect=creference_counted_region", "-q", program.path,
        "measure", "--body", workload.name, "--calls", "\(calls)",
      ])
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return try CallgrindProfile(parsing: text, file: file.path)
  }

  /// The most memory that a fresh process of the workload has held: the
  /// median of three.
  ///
  /// - Throws: ``MeasuringError`` if the program fails.
  package func peakMemory(of workload: Workload) throws -> Figure {
    let peaks = try (0..<3).map { _ in
      let text = try output(of: program, ["measure", "--peak", workload.name])
      guard let bytes = Double(text.filter { !$0.isWhitespace }) else {
        throw MeasuringError.line(text)
      }
      return bytes
    }
    return Figure(
      "peak-memory/\(workload.name)", .counted, median(peaks), unit: "B")
  }

  /// A copy for valgrind 3.19, which stops at what Swift writes for debuggers;
  /// the names of functions stay.
  private func programWithoutDebugInfo() throws -> URL {
    if let plainProgram { return plainProgram }
    try makeFolder()
    let copy = folder.appendingPathComponent(program.lastPathComponent)
    _ = try output(
      of: URL(fileURLWithPath: "/usr/bin/env"),
      ["strip", "--strip-debug", "-o", copy.path, program.path])
    plainProgram = copy
    return copy
  }

  private func makeFolder() throws {
    try FileManager.default.createDirectory(
      at: profiles, withIntermediateDirectories: true)
  }

  private var profiles: URL { folder.appendingPathComponent("profiles") }

  private static let environment = [
    "SWIFT_DETERMINISTIC_HASHING": "1",
    // Neither valgrind nor every machine knows AVX-512.
    "SHARDBENCH_OPENBLAS_CORE": "Haswell",
  ]

  private func output(of tool: URL, _ arguments: [String]) throws -> String {
    try Performance.output(of: tool, arguments, environment: Self.environment)
  }
}

/// Where the program called `name` is in the folders of `path`.
func tool(_ name: String, path: String) -> URL? {
  path.split(separator: ":").map { URL(fileURLWithPath: "\($0)/\(name)") }
    .first { FileManager.default.isExecutableFile(atPath: $0.path) }
}

/// What `tool` prints, with `environment` over that of this process.
///
/// - Throws: ``MeasuringError`` unless it ends with status 0.
func output(
  of tool: URL, _ arguments: [String], environment: [String: String]
) throws -> String {
  let process = Process()
  process.executableURL = tool
  process.arguments = arguments
  process.environment = ProcessInfo.processInfo.environment
    .merging(environment) { $1 }
  let pipe = Pipe()
  process.standardOutput = pipe
  do {
    try process.run()
  } catch {
    throw MeasuringError.cannotStart(
      program: tool.path, reason: error.localizedDescription)
  }
  let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    throw MeasuringError.ended(
      program: tool.path, status: process.terminationStatus)
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// Takes from malloc what would make peaks of memory differ from run to run.
package func steadyMemory() { creference_give_freed_memory_back() }

/// The most memory that this process has held, in bytes, without the pages of
/// its program and libraries: how many of those are there depends on what the
/// system has read before. `nil` where the system does not tell.
package func peakMemoryBytes() -> Int? {
  let status = try? String(
    contentsOfFile: "/proc/self/status", encoding: .utf8)
  return status.flatMap { peakMemoryBytes(status: $0) }
}

/// As that, from a text of `/proc/self/status` (Linux, proc_pid_status(5)).
func peakMemoryBytes(status: String) -> Int? {
  func bytes(_ name: String) -> Int? {
    let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
    return line.flatMap { Int($0.filter(\.isNumber)) }.map { $0 * 1024 }
  }
  guard let most = bytes("VmHWM") else { return nil }
  // Pages of files hardly go while it runs, so these were there at the peak.
  return most - (bytes("RssFile") ?? 0)
}
