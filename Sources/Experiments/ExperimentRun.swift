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
  private let workspace: Workspace

  /// How a run goes about its points.
  public struct Options: Sendable {
    /// The profile of the manifest.
    public var profile = "full"
    /// Overrides as `key=value`.
    public var set: [String] = []
    /// Conditions as `key=value` (`seed` too) that points must meet.
    public var only: [String] = []
    /// Worker processes.
    public var workers = 1
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
    /// Time taken, in seconds.
    public let wallSeconds: Double
  }

  /// Reads and checks `manifest`; nothing runs yet.
  ///
  /// - Throws: ``DocumentError`` or ``ManifestError``.
  public init(_ file: URL, in workspace: Workspace, options: Options) throws {
    self.workspace = workspace
    let vocabulary = Vocabulary.standard
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

  /// - Throws: ``WorkspaceError/noData(file:)`` if a checkpoint that points
  ///   stand on is not there: better said once than by each point.
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

  /// Runs what is not known yet in worker processes.
  ///
  /// - Parameters:
  ///   - program: the executable that workers run, with the argument `worker`.
  ///   - progress: told of every point.
  /// - Throws: ``RunError`` if workers or the journal fail.
  public func run(
    program: URL, progress: (ProgressBar.Step) -> Void
  ) throws -> Outcome {
    let start = Date()
    let records = try cache.read()
    var finished: [Int: PointRecords.Finished] = [:]
    var failures: [Int: Diagnosis] = [:]
    var jobs: [Job] = []
    for (index, point) in points.enumerated() {
      let identity = try identity(of: point)
      if !options.ignoresCache, let found = records.finished[identity] {
        finished[index] = found
        progress(.cached)
      } else if !options.onlyFailed || records.failed[identity] != nil {
        jobs.append(
          Job(index: index, point: point, metrics: manifest.metrics))
      }
    }
    let cached = finished.count
    let journal = try cache.open()
    // More workers than processors have one thread each.
    let threads = max(
      1, ProcessInfo.processInfo.activeProcessorCount / max(1, options.workers))
    let pool = WorkerPool(
      executable: program, arguments: ["worker"], workers: options.workers,
      environment: [
        "SHARDBENCH_HOME": workspace.root.path,
        "SHARDBENCH_THREADS": "\(threads)",
      ])
    do {
      try pool.run(jobs) { result in
        let point = points[result.index]
        var row = RunLog.Row(
          identity: try identity(of: point), point: point.identity,
          seconds: result.seconds, values: [:])
        switch result.outcome {
        case .values(let found):
          row.values = found
          finished[result.index] = .init(values: found, seconds: row.seconds)
          try journal.append(row)
          progress(.done)
        case .failure(let failure):
          row.failure = failure
          failures[result.index] = failure.diagnosis
          try journal.append(row)
          progress(.failed)
          if options.failsFast { throw FirstFailure() }
        }
      }
    } catch is FirstFailure {
      // The pool has ended its workers; what they were at is left out.
    }
    let rows = finished.sorted { $0.key < $1.key }
    return Outcome(
      table: try table(finished.mapValues(\.values)),
      failures: failures.sorted { $0.key < $1.key }.map {
        Failure(point: points[$0.key], diagnosis: $0.value)
      },
      cached: cached,
      leftOut: points.count - finished.count - failures.count,
      rowSeconds: rows.map(\.value.seconds),
      wallSeconds: Date().timeIntervalSince(start))
  }

  /// Ends a run at the first point that fails.
  private struct FirstFailure: Error {}

  /// Settings that mean nothing to a model that takes vectors, all of them
  /// at once.
  private func unusedSettings(of point: Point) -> Set<String> {
    let model = point.settings["model"]?.word.flatMap {
      try? workspace.model($0)
    }
    return model?.preparation.count == nil ? [] : ["tokens", "context"]
  }

  func identity(of point: Point) throws -> String {
    try cache.identity(of: point, metrics: manifest.metrics)
  }

  /// Settings in the order of the vocabulary, the seed, the metrics.
  private func table(_ values: [Int: PointValues]) throws -> Table {
    let present = Set(points.flatMap { $0.settings.map(\.name) })
    let settings = Vocabulary.standard.settingNames.filter(present.contains)
    // What rows on real or generated data stand on, in plain words.
    let sets = LearningSets(folder: workspace.dataFolder())
    let isLearning = points.contains {
      LearningSets.names.contains($0.settings["data.set"]?.word ?? "")
    }
    let source = isLearning ? ["data_source"] : []
    var table = try Table(
      columns: settings + ["seed"] + source + manifest.metrics, rows: [],
      file: "\(manifest.experiment).csv")
    for (index, point) in points.enumerated() {
      guard let found = values[index] else { continue }
      let unused = unusedSettings(of: point)
      try table.append(
        settings.map {
          unused.contains($0) ? "" : point.settings[$0]?.description ?? ""
        }
          + ["\(point.seed)"]
          + source.map { _ in
            sets.source(point.settings["data.set"]?.word ?? "").label
          }
          + manifest.metrics.map {
            found.texts[$0] ?? found[$0].map(Table.text(of:)) ?? ""
          })
    }
    return table
  }
}

/// What can go wrong with an experiment as a whole.
public enum ExperimentError: Error, Equatable {
  /// No point meets the conditions of `--only`.
  case noPoints(String, only: String)
  /// Experiments stopped or points failed; each was told of.
  case incomplete(experiments: Int, points: Int, exit: Int32)
}

extension ExperimentError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .noPoints(let experiment, let only):
      Diagnosis(
        "no point of '\(experiment)' meets --only \(only)",
        remedy: "see 'shardbench plan \(experiment) --points'", exit: .usage)
    case .incomplete(let experiments, let points, let exit):
      Diagnosis(
        [
          experiments > 0
            ? counted(experiments, "experiment") + " stopped" : nil,
          points > 0 ? counted(points, "point") + " failed" : nil,
        ].compactMap { $0 }.joined(separator: " and ") + ", see above",
        remedy: "mend the cause and run again; what is done stays done",
        exit: .init(rawValue: exit) ?? .software)
    }
  }
}
