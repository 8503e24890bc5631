import Experiments
import Foundation
import TestBasics
import Testing

@testable import Fuzzing

/// A smaller number of what `make fuzz` feeds to the readers.
struct FuzzTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func targets() throws -> [FuzzTarget] {
    try FuzzTarget.all(
      in: Workspace(environment: ["SHARDBENCH_HOME": root.path]))
  }

  private func withFolder<T>(_ work: (URL) throws -> T) throws -> T {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("fuzz-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try work(folder)
  }

  @Test(arguments: [
    "manifest", "model", "platform", "csv", "verdicts", "journal",
    "provenance", "history", "accepted", "checkpoint", "tokenizer",
    "safetensors", "labels", "trace",
  ])
  func damageIsReadOrRefused(_ name: String) throws {
    let target = try #require(
      Self.targets().first { $0.name == name })
    let corpus = target.mutator(seed: 7).corpus.count
    let tally = try withFolder {
      try FuzzWorker(target, seed: 7, endsProcess: false).run(
        0..<corpus + 300, in: $0, progress: $0.appendingPathComponent("p"))
    }
    #expect(tally.findings == [])
    // Undamaged files are taken.
    #expect(tally.read >= corpus)
    #expect(tally.read + tally.refused == corpus + 300)
  }

  @Test func allTargetsAreHere() throws {
    #expect(try Self.targets().count == 14)
  }

  /// An error that blames the program, or is as long as a file, is found.
  @Test func badErrors() throws {
    let target = try #require(
      FuzzTarget.faulty.first { $0.name == "faulty-error" })
    let tally = try withFolder {
      try FuzzWorker(target, seed: 1, endsProcess: false).run(
        0..<20, in: $0, progress: $0.appendingPathComponent("p"))
    }
    #expect(tally.read >= 1)
    #expect(tally.findings.count > 10)
    #expect(tally.read + tally.findings.count == 20)
  }

  /// What ends the process is found, and what comes after it is read.
  @Test(arguments: ["faulty-crash", "faulty-memory"])
  func theProcessEnds(_ name: String) throws {
    let target = try #require(FuzzTarget.faulty.first { $0.name == name })
    try withFolder { folder in
      let fuzzer = Fuzzer(
        program: builtProgram("shardbench-fuzz"), seed: 1, workers: 2,
        findings: folder.appendingPathComponent("found"))
      let tally = try fuzzer.run(target, count: 8)
      #expect(tally.read >= 1 && !tally.findings.isEmpty)
      #expect(tally.read + tally.findings.count == 8)
      let kept = try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent("found").path)
      #expect(kept.count == tally.findings.count)
    }
  }
}
