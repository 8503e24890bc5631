import Experiments
import Foundation

extension Workloads {
  /// A point of an experiment, from the manifest through a worker to its row,
  /// in a fresh workspace, so that nothing is known yet.
  ///
  /// Without figures: drawing is gnuplot's work, and what takes a quarter of a
  /// second is never alone on a shared machine.
  static func reproduction(
    _ workspace: Workspace, _ program: URL
  ) -> Workload {
    Workload(
      "reproduce/row", calls: 1, repetitions: 6, clock: .children
    ) {
      let folder = TemporaryWorkspace(of: workspace)
      return {
        try folder.begin()
        try run(
          program,
          [
            "run", "mcu-tensor-parallel/runtime", "--profile", "smoke",
            "--only", "devices=2", "-j", "1",
          ], home: folder.url)
      }
    }
  }

  /// Runs a command silently.
  ///
  /// - Throws: ``MeasuringError`` unless it succeeds.
  private static func run(
    _ program: URL, _ arguments: [String], home: URL
  ) throws {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging([
      "SHARDBENCH_HOME": home.path
    ]) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      throw MeasuringError.cannotStart(
        program: program.path, reason: error.localizedDescription)
    }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw MeasuringError.ended(
        program: program.lastPathComponent + " "
          + arguments.joined(separator: " "),
        status: process.terminationStatus)
    }
  }
}

/// A folder with the experiments of another workspace and nothing else; gone
/// with this object.
private final class TemporaryWorkspace {
  let url: URL
  private let experiments: URL

  init(of workspace: Workspace) {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "shardbench-reproduce-\(UUID().uuidString)", isDirectory: true)
    experiments = workspace.url("experiments").absoluteURL
  }

  /// Makes it anew.
  func begin() throws {
    try? FileManager.default.removeItem(at: url)
    try FileManager.default.createDirectory(
      at: url, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: url.appendingPathComponent("experiments"),
      withDestinationURL: experiments)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
