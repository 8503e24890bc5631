import Digests
import Documents
import Foundation
import Schemes

/// The journal of finished points of one experiment.
///
/// A point is known again by its identity: the SHA-256 of what it says with its
/// seed, its metrics, what the files of its model and platform say (comments
/// aside), its data and weights, and the code that computes it (``UsedCode``).
/// Comments in the sources, other schemes, and what only draws, judges or runs
/// the workers have no part in it.
struct PointCache {
  private let path: String
  private let workspace: Workspace
  private let code: UsedCode

  init(
    experiment: String, workspace: Workspace, code: UsedCode = UsedCode()
  ) throws {
    self.workspace = workspace
    self.code = code
    let folder = workspace.url(".shardbench/journal")
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true)
    } catch {
      throw RunError.journal(
        folder.relativePath, reason: "the folder cannot be made")
    }
    path = folder.appendingPathComponent("\(experiment).jsonl").path
  }

  /// What is known. Damaged lines are passed over.
  func read() throws -> PointRecords {
    PointRecords(try RunLog.read(path).rows)
  }

  /// The journal, to append to.
  func open() throws -> RunLog { try RunLog(appendingTo: path) }

  /// The identity of `point` when `metrics` are asked of it.
  func identity(of point: Point, metrics: [String]) throws -> String {
    var parts = [
      codeVersion(of: point, metrics: metrics), point.identity,
      metrics.joined(separator: ","),
    ]
    for kind in ["model", "platform"] {
      let name = point.settings[kind]?.word ?? ""
      let file = workspace.place(of: name, kind: kind)
      parts.append(FileHashes.contentHash(of: file))
    }
    if let set = point.settings["data.set"]?.word {
      let sets = LearningSets(folder: workspace.dataFolder())
      parts.append(sets.source(set).identity)
    }
    for key in ["weights", "train.start"] {
      if let file = point.settings[key]?.word {
        parts.append(FileHashes.hash(of: URL(fileURLWithPath: file)))
      }
    }
    if point.settings["data.set"] != nil,
      let model = try? workspace.model(point.settings["model"]?.word ?? ""),
      let checkpoint = model.checkpoint
    {
      parts.append(
        FileHashes.hash(
          of: workspace.dataFolder().appendingPathComponent(checkpoint))
      )
    }
    return sha256(parts.joined(separator: "\n").utf8)
  }

  /// The collective of `point`, if the program has added it: its own or its
  /// platform's.
  private func collective(of point: Point) -> Any.Type? {
    let added = workspace.extensions.collectives
    guard !added.isEmpty else { return nil }
    let platform = point.settings["platform"]?.word.flatMap {
      try? workspace.platform($0)
    }
    let name =
      point.settings["collective"]?.word ?? platform?.defaults.allReduce
    return added.first { type(of: $0).name == name }.map { type(of: $0) }
  }

  /// The version of the code that computes `metrics` of `point`.
  ///
  /// What only metric sources compute starts from these, not from the engine.
  func codeVersion(of point: Point, metrics: [String]) -> String {
    let sources = workspace.extensions.metrics.map { type(of: $0) }
      .filter { !$0.own(metrics).isEmpty }
    let count = sources.reduce(0) { $0 + $1.own(metrics).count }
    let schemes = ["scheme", "train.scheme"].compactMap { setting in
      point.settings[setting]?.word.flatMap { try? workspace.scheme($0) }
        .map { type(of: $0) }
    }
    let collectives = collective(of: point).map { [$0] } ?? []
    return !metrics.isEmpty && count == metrics.count
      ? code.version(nil, with: sources)
      : code.version(
        .measuring,
        with: (schemes as [Any.Type]) + collectives + (sources as [Any.Type]))
  }
}
