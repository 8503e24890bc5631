import Foundation
import TestBasics
import Testing

/// What a command printed and how it ended.
struct Output {
  let status: Int32
  let outBytes: Data
  let err: String

  var out: String { String(decoding: outBytes, as: UTF8.self) }

  /// The lines on stdout.
  var lines: [String] {
    out.split(separator: "\n", omittingEmptySubsequences: false)
      .dropLast().map(String.init)
  }

  /// What stdout holds, as JSON.
  func json(_ place: SourceLocation = #_sourceLocation) throws
    -> [String: Any]
  {
    try #require(
      JSONSerialization.jsonObject(with: outBytes) as? [String: Any],
      sourceLocation: place)
  }
}

/// The real program, as it was built beside these tests.
enum Shardbench {
  /// The root of the package.
  static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The folder with real data.
  static let data =
    ProcessInfo.processInfo.environment["SHARDBENCH_DATA"]
    .map { URL(fileURLWithPath: $0, isDirectory: true) }
    ?? package.appendingPathComponent("../shared/data").standardizedFileURL

  /// The program.
  static let program = builtProgram("shardbench")

  /// Runs a command to its end, by default around the package's experiments.
  static func run(
    _ arguments: [String], in folder: URL = package,
    environment: [String: String] = [:]
  ) throws -> Output {
    try start(arguments, in: folder, environment: environment).finish()
  }

  /// Starts a command.
  static func start(
    _ arguments: [String], in folder: URL = package,
    environment: [String: String] = [:], fileBlocks: Int? = nil
  ) throws -> Running {
    var variables = ProcessInfo.processInfo.environment
    variables["SHARDBENCH_HOME"] = package.path
    variables["SHARDBENCH_DATA"] = data.path
    // Tests run there, too.
    variables["GITHUB_ACTIONS"] = nil
    variables.merge(environment) { $1 }
    return try Running(
      arguments, in: folder, variables, fileBlocks: fileBlocks)
  }
}

/// A command on its way.
final class Running {
  private let process = Process()
  private let streams: [URL]

  /// - Parameter fileBlocks: files may grow to so many times 512 bytes.
  fileprivate init(
    _ arguments: [String], in folder: URL, _ environment: [String: String],
    fileBlocks: Int?
  ) throws {
    // Files, not pipes: they never fill up.
    streams = ["out", "err"].map {
      FileManager.default.temporaryDirectory.appendingPathComponent(
        "shardbench-\(UUID().uuidString).\($0)")
    }
    let handles = try streams.map {
      try Data().write(to: $0)
      return try FileHandle(forWritingTo: $0)
    }
    if let fileBlocks {
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments =
        [
          "-c", "ulimit -f \(fileBlocks) && exec \"$@\"", "sh",
          Shardbench.program.path,
        ] + arguments
    } else {
      process.executableURL = Shardbench.program
      process.arguments = arguments
    }
    process.environment = environment
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    (process.standardOutput, process.standardError) = (handles[0], handles[1])
    try process.run()
  }

  /// The number of the process.
  var id: pid_t { process.processIdentifier }

  /// Whether it has not ended yet.
  var isRunning: Bool { process.isRunning }

  /// Waits for the end.
  func finish() throws -> Output {
    process.waitUntilExit()
    defer {
      for file in streams { try? FileManager.default.removeItem(at: file) }
    }
    return Output(
      status: process.terminationReason == .exit
        ? process.terminationStatus : -process.terminationStatus,
      outBytes: try Data(contentsOf: streams[0]),
      err: String(decoding: try Data(contentsOf: streams[1]), as: UTF8.self))
  }
}
