import Foundation

/// A small workspace of its own that goes when the work is done: a tiny model
/// with weights, a platform, and the manifests that a test writes.
struct Scratch {
  let root: URL

  static let platform = "raspberry-pi-5-ethernet"

  static func with<Result>(_ work: (Scratch) throws -> Result) throws -> Result
  {
    let scratch = Scratch(
      root: FileManager.default.temporaryDirectory.appendingPathComponent(
        "shardbench-\(UUID().uuidString)", isDirectory: true))
    defer { try? FileManager.default.removeItem(at: scratch.root) }
    try scratch.write(TinyModel.yaml, to: "experiments/models/tiny.yaml")
    try scratch.write(TinyModel.checkpoint(), to: "data/tiny.bin")
    try scratch.write(TinyModel.tokenizer(), to: "data/tiny.tok")
    let platform = "experiments/platforms/\(Self.platform).yaml"
    try scratch.write(
      Data(contentsOf: Shardbench.package.appendingPathComponent(platform)),
      to: platform)
    return try work(scratch)
  }

  func url(_ path: String) -> URL { root.appendingPathComponent(path) }

  func write(_ data: Data, to path: String) throws {
    try FileManager.default.createDirectory(
      at: url(path).deletingLastPathComponent(),
      withIntermediateDirectories: true)
    try data.write(to: url(path))
  }

  func write(_ text: String, to path: String) throws {
    try write(Data(text.utf8), to: path)
  }

  func text(_ path: String) throws -> String {
    try String(contentsOf: url(path), encoding: .utf8)
  }

  func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: url(path).path)
  }

  /// The names in a folder, hidden ones too, sorted; none if it is not there.
  func names(in path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: url(path).path))
      ?? []).sorted()
  }

  /// Whether the journal of an experiment has a row.
  func hasJournalRow(_ experiment: String) -> Bool {
    journalSize(experiment) > 0
  }

  /// The bytes of the journal of an experiment.
  func journalSize(_ experiment: String) -> Int {
    let file = url(".shardbench/journal/\(experiment).jsonl").path
    let facts = try? FileManager.default.attributesOfItem(atPath: file)
    return facts?[.size] as? Int ?? 0
  }

  private var environment: [String: String] {
    ["SHARDBENCH_HOME": root.path, "SHARDBENCH_DATA": url("data").path]
  }

  /// Runs a command in the workspace.
  func run(
    _ arguments: String..., environment: [String: String] = [:]
  ) throws -> Output {
    try run(arguments, environment: environment)
  }

  func run(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Output {
    try start(arguments, environment: environment).finish()
  }

  /// Runs a command whose files may grow to so many times 512 bytes.
  func run(_ arguments: [String], fileBlocks: Int) throws -> Output {
    try Shardbench.start(
      arguments, in: root, environment: environment, fileBlocks: fileBlocks
    ).finish()
  }

  func start(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Running {
    try Shardbench.start(
      arguments, in: root,
      environment: self.environment.merging(environment) { $1 })
  }
}

/// Whether figures can be drawn here.
let hasGnuplot: Bool = {
  let folders = ProcessInfo.processInfo.environment["PATH"] ?? ""
  return folders.split(separator: ":").contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/gnuplot")
  }
}()
