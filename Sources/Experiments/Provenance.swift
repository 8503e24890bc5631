import Diagnostics
import Digests
import Documents
import Foundation
import Tensors

/// Where a CSV file comes from: manifest, code, data, machine, time taken.
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
      .init("finished", .string(Date().formatted(.iso8601))),
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
      .init("seeds", .array(seeds)),
      .init("code", code),
      .init("tools", tools),
      .init("data", .array(data)),
      .init("machine", machine),
    ])
  }

  private var seeds: [JSONValue] {
    Set(run.points.map(\.seed)).sorted().map { .integer($0) }
  }

  /// The versions of the code that the points use, and of the tools.
  private var code: JSONValue {
    .object([
      .init("commit", Tools.commit(of: workspace.root).json),
      .init(
        "dirty", Tools.isDirty(workspace.root).map(JSONValue.bool) ?? .null),
      .init(
        "used_sha256",
        .array(
          Set(
            run.points.map {
              run.cache.codeVersion(of: $0, metrics: run.manifest.metrics)
            }
          ).sorted().map { .string($0) })),
    ])
  }

  private var tools: JSONValue {
    .object([
      .init("swift", .string(Self.swift)),
      .init("openblas", (try? OpenBLAS.version()).json),
      .init("openblas_core", (try? OpenBLAS.coreType()).json),
      .init("gnuplot", Tools.gnuplot.json),
    ])
  }

  /// The language that the program was built with.
  private static var swift: String {
    #if compiler(>=6.5)
      "6.5 or newer"
    #elseif compiler(>=6.4)
      "6.4"
    #elseif compiler(>=6.3)
      "6.3"
    #elseif compiler(>=6.2)
      "6.2"
    #elseif compiler(>=6.1)
      "6.1"
    #else
      "6.0"
    #endif
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

  /// The profile that `file` names.
  ///
  /// - Throws: ``ProvenanceError/noProfile(file:)``.
  public static func profile(in file: URL) throws -> String {
    guard let profile = read(file)?["profile"] as? String else {
      throw ProvenanceError.noProfile(file: file.relativePath)
    }
    return profile
  }

  /// Whether nothing was computed and `file` tells already where these rows of
  /// this manifest came from.
  public func isTold(by file: URL) -> Bool {
    guard outcome.cached == run.points.count, let facts = Self.read(file)
    else { return false }
    return facts["csv_sha256"] as? String == sha256(outcome.table.csvText.utf8)
      && facts["manifest_sha256"] as? String
        == sha256(run.manifest.resolved.utf8)
  }

  private static func read(_ file: URL) -> [String: Any]? {
    (try? Data(contentsOf: file)).flatMap {
      try? JSONSerialization.jsonObject(with: $0) as? [String: Any]
    }
  }
}

extension String? {
  fileprivate var json: JSONValue { map(JSONValue.string) ?? .null }
}

/// What can be wrong with where results come from.
public enum ProvenanceError: Error, Equatable {
  /// The file does not tell the profile that the results are of.
  case noProfile(file: String)
}

extension ProvenanceError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .noProfile(let file):
      Diagnosis(
        "there is no provenance that names the profile",
        at: .init(file: file), remedy: "run the experiment again")
    }
  }
}
