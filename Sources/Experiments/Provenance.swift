import Digests
import Documents
import Foundation

/// Where a CSV file comes from: manifest, code, data, machine, time.
public struct Provenance {
  private let run: ExperimentRun
  private let outcome: ExperimentRun.Outcome
  private let workspace: Workspace

  /// The provenance of `outcome`.
  public init(
    of outcome: ExperimentRun.Outcome, _ run: ExperimentRun,
    in workspace: Workspace
  ) {
    self.outcome = outcome
    self.run = run
    self.workspace = workspace
  }

  /// As JSON, for `<experiment>.provenance.json`.
  public var json: JSONValue {
    let manifest = run.manifest
    return .object([
      .init("experiment", .string(manifest.experiment)),
      .init("profile", .string(manifest.profile)),
      .init("points", .integer(run.points.count)),
      .init("failed", .integer(outcome.failures.count)),
      .init("cached", .integer(outcome.cached)),
      .init("wall_s", .real((outcome.wallSeconds * 1000).rounded() / 1000)),
      .init(
        "row_s",
        .array(
          outcome.rowSeconds.map {
            $0.map { .real(($0 * 1000).rounded() / 1000) } ?? .null
          })),
      .init("csv_sha256", .string(sha256(outcome.table.csvText.utf8))),
      .init("manifest_sha256", .string(sha256(manifest.resolved.utf8))),
      .init("resolved_manifest", .string(manifest.resolved)),
      .init("code", code),
      .init("data", .array(data)),
      .init("machine", machine),
    ])
  }

  private var code: JSONValue {
    let commit = output("git", ["rev-parse", "HEAD"])
    let status = output("git", ["status", "--porcelain", "--", "Sources"])
    return .object([
      .init("commit", commit.map(JSONValue.string) ?? .null),
      .init("dirty", status.map { .bool(!$0.isEmpty) } ?? .null),
      .init(
        "gnuplot",
        output("gnuplot", ["--version"]).map(JSONValue.string)
          ?? .null),
    ])
  }

  private var data: [JSONValue] {
    let names = Set(
      run.points.filter { $0.settings["data.set"] != nil }
        .compactMap { $0.settings["model"]?.word })
    return sets
      + names.sorted().compactMap { name in
        guard let path = try? workspace.model(name).checkpoint else {
          return nil
        }
        let file = workspace.dataFolder().appendingPathComponent(path)
        return .object([
          .init("file", .string(path)),
          .init("sha256", .string(FileHashes.hash(of: file))),
        ])
      }
  }

  /// The sets that models learnt from or were judged on.
  private var sets: [JSONValue] {
    let folder = workspace.dataFolder()
    let names = Set(
      run.points.compactMap { $0.settings["data.set"]?.word })
    return names.sorted().filter(LearningSets.names.contains).map { name in
      let source = LearningSets(folder: folder).source(name)
      var files: [JSONValue] = []
      if case .real(let known) = source.kind {
        files = known.map { file in
          .object([
            .init("file", .string(file.path)),
            .init(
              "sha256",
              .string(
                FileHashes.hash(of: folder.appendingPathComponent(file.path)))),
          ])
        }
      }
      return .object([
        .init("set", .string(source.label)), .init("files", .array(files)),
      ])
    }
  }

  private var machine: JSONValue {
    let information = ProcessInfo.processInfo
    return .object([
      .init("cpu", .string(cpuName)),
      .init("cores", .integer(information.activeProcessorCount)),
      .init("os", .string(information.operatingSystemVersionString)),
    ])
  }

  private var cpuName: String {
    let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    let line = text?.split(separator: "\n").first {
      $0.hasPrefix("model name")
    }
    return line?.split(separator: ":").last.map {
      $0.trimmingCharacters(in: .whitespaces)
    } ?? "unknown"
  }

  /// What a command prints, if it can be run and succeeds.
  private func output(_ command: String, _ arguments: [String]) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [command] + arguments
    process.currentDirectoryURL = workspace.root
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return String(decoding: bytes, as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
