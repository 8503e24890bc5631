import Diagnostics
import Foundation
import Tables

/// One manifest with a profile, from its points to its CSV file.
public struct ExperimentRun {
  /// The manifest.
  public let manifest: Manifest
  /// The points that are asked for, in their order.
  public let points: [Point]
  let cache: PointCache
  let workspace: Workspace

  /// How a run goes about its points.
  public struct Options: Sendable {
    /// The profile of the manifest.
    public var profile = "full"
    /// Overrides as `key=value`.
    public var set: [String] = []
    /// Conditions as `key=value` (`seed` too) that points must meet.
    public var only: [String] = []
    /// Worker processes at once.
    public var workers = 1
    /// Where they run.
    public var engine = Engine.local
    /// Whether known results are computed again.
    public var ignoresCache = false
    /// Whether the first point that fails ends the run.
    public var failsFast = false
    /// Whether, of the points without results, only those run that failed.
    public var onlyFailed = false

    /// The full profile, one worker.
    public init() {}
  }

  /// A point that failed, and why.
  public struct Failure {
    /// The point.
    public let point: Point
    /// Why.
    public let diagnosis: Diagnosis
  }

  /// A point whose first worker ended over it and whose second one did not.
  public struct Retried {
    /// The point.
    public let point: Point
    /// How the first worker ended.
    public let ending: WorkerEnding
  }

  /// What came out.
  public struct Outcome {
    /// One row a point that did not fail, in the order of the points.
    public let table: Table
    /// Points that failed.
    public let failures: [Failure]
    /// Points whose results were known.
    public let cached: Int
    /// Points that were left out: the run ended before them, or they have not
    /// failed and only those that have were asked for.
    public let leftOut: Int
    /// Seconds that each row of the table took when it was computed, as far
    /// as known.
    public let rowSeconds: [Double?]
    /// Points that succeeded when they were tried again, alone.
    public let retried: [Retried]
    /// Time taken, in seconds.
    public let wallSeconds: Double
  }

  /// Reads and checks `manifest`; nothing runs yet.
  ///
  /// - Throws: `DocumentError` or ``ManifestError``.
  public init(_ file: URL, in workspace: Workspace, options: Options) throws {
    self.workspace = workspace
    let vocabulary = Vocabulary(extending: workspace.extensions)
    manifest = try Manifest(
      contentsOf: file.relativePath, vocabulary: vocabulary,
      profile: options.profile, set: options.set)
    let seeds = options.only.filter { $0.hasPrefix("seed=") }
    let others = try vocabulary.pairs(
      options.only.filter { !$0.hasPrefix("seed=") }, option: "--only")
    points = try manifest.sweep.expand().filter { point in
      others.allSatisfy { point.settings[$0.name] == $0.value }
        && seeds.allSatisfy { $0 == "seed=\(point.seed)" }
    }
    guard !points.isEmpty else {
      throw ExperimentError.noPoints(
        manifest.experiment, only: options.only.joined(separator: " "))
    }
    cache = try PointCache(
      experiment: manifest.experiment, workspace: workspace)
    self.options = options
  }

  let options: Options

  /// Checks that the data of all points is there: better said once than by each
  /// point.
  ///
  /// - Throws: ``WorkspaceError/noData(file:)`` for a data set or a checkpoint,
  ///   ``WorkspaceError`` for an unknown model.
  public func checkData() throws {
    let names = Set(
      points.filter { $0.settings["data.set"] != nil }
        .compactMap { $0.settings["model"]?.word })
    let sets = LearningSets(folder: workspace.dataFolder())
    for name in Set(points.compactMap { $0.settings["data.set"]?.word }) {
      if let missing = sets.missingFile(of: name) {
        throw WorkspaceError.noData(file: missing)
      }
    }
    for name in names.sorted() {
      guard let path = try workspace.model(name).checkpoint else { continue }
      let file = workspace.dataFolder().appendingPathComponent(path)
      if !FileManager.default.fileExists(atPath: file.path) {
        throw WorkspaceError.noData(file: file.relativePath)
      }
    }
  }

  func identity(of point: Point) throws -> String {
    try cache.identity(of: point, metrics: manifest.metrics)
  }
}
