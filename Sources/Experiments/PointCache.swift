import Foundation

/// The journal of finished points of one experiment.
///
/// A point is known again by the SHA-256 of what it says, its metrics, the
/// files of its model and platform, its data, and the program itself: any
/// change of these computes it anew.
struct PointCache {
  private let path: String
  private let workspace: Workspace
  private let code: String

  init(
    experiment: String, workspace: Workspace,
    program: URL? = Bundle.main.executableURL
  ) throws {
    self.workspace = workspace
    let folder = workspace.url(".shardbench/journal")
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true)
    } catch {
      throw RunError.journal(
        folder.relativePath, reason: "the folder cannot be made")
    }
    path = folder.appendingPathComponent("\(experiment).jsonl").path
    // Once for all experiments of a run: the program is large.
    code = program.map(Self.hash(of:)) ?? ""
  }

  /// What is known. Damaged lines are passed over.
  func read() throws -> PointRecords {
    PointRecords(try RunLog.read(path).rows)
  }

  /// The journal, to append to.
  func open() throws -> RunLog { try RunLog(appendingTo: path) }

  /// The identity of `point` when `metrics` are asked of it.
  func identity(of point: Point, metrics: [String]) throws -> String {
    var parts = [code, point.identity, metrics.joined(separator: ",")]
    for (setting, folder) in [("model", "models"), ("platform", "platforms")] {
      let name = point.settings[setting]?.word ?? ""
      let file =
        name.hasSuffix(".yaml")
        ? URL(fileURLWithPath: name)
        : workspace.url("experiments/\(folder)/\(name).yaml")
      parts.append(Self.hash(of: file))
    }
    if let set = point.settings["data.set"]?.word {
      let sets = LearningSets(folder: workspace.dataFolder())
      parts.append(sets.source(set).identity)
    }
    for key in ["weights", "train.start"] {
      if let file = point.settings[key]?.word {
        parts.append(Self.hash(of: URL(fileURLWithPath: file)))
      }
    }
    if point.settings["data.set"] != nil,
      let model = try? workspace.model(point.settings["model"]?.word ?? ""),
      let checkpoint = model.checkpoint
    {
      parts.append(
        Self.hash(of: workspace.dataFolder().appendingPathComponent(checkpoint))
      )
    }
    return sha256(parts.joined(separator: "\n").utf8)
  }

  private nonisolated(unsafe) static var hashes: [String: String] = [:]
  private static let lock = NSLock()

  /// The hash of a file's bytes, read once; of a missing one, a word.
  static func hash(of file: URL) -> String {
    lock.withLock {
      if let known = hashes[file.path] { return known }
      let hash =
        (try? Data(contentsOf: file)).map { sha256([UInt8]($0)) } ?? "missing"
      hashes[file.path] = hash
      return hash
    }
  }
}
