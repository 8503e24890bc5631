import Diagnostics
import Documents
import Foundation
import Models
import Platforms
import Schemes

/// Where experiments, models, platforms, data and results lie.
public struct Workspace: Sendable {
  /// The folder that holds `experiments`, relative to the current one where
  /// that is shorter.
  public let root: URL
  /// What the program has besides what shardbench has.
  public let extensions: Extensions

  /// The workspace around `folder`, or that of the environment's
  /// SHARDBENCH_HOME, or that around the program itself.
  ///
  /// - Parameters:
  ///   - extensions: what there is besides what shardbench has.
  ///   - folder: where the search begins; it goes up from there.
  ///   - program: beside which it begins if that finds nothing.
  ///   - environment: of the process.
  /// - Throws: ``WorkspaceError/notFound(_:)``.
  public init(
    extending extensions: Extensions = Extensions(),
    near folder: URL = URL(fileURLWithPath: "."),
    program: URL? = Bundle.main.executableURL,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws {
    self.extensions = extensions
    if let home = environment["SHARDBENCH_HOME"] {
      root = URL(fileURLWithPath: home, isDirectory: true)
      guard Self.isRoot(root) else {
        throw WorkspaceError.notFound(home)
      }
      return
    }
    for start in [folder, program?.deletingLastPathComponent()] {
      if let start, let found = Self.search(from: start) {
        let here = FileManager.default.currentDirectoryPath
        root =
          found.path == here
          ? URL(fileURLWithPath: ".", isDirectory: true) : found
        return
      }
    }
    throw WorkspaceError.notFound(nil)
  }

  private static func search(from start: URL) -> URL? {
    var folder = start.standardizedFileURL.resolvingSymlinksInPath()
    while true {
      if isRoot(folder) { return folder }
      let parent = folder.deletingLastPathComponent()
      if parent.path == folder.path { return nil }
      folder = parent
    }
  }

  private static func isRoot(_ folder: URL) -> Bool {
    FileManager.default.fileExists(
      atPath: folder.appendingPathComponent("experiments/models").path)
  }

  /// All schemes: those of shardbench, then those of the extensions.
  public var schemes: [any Scheme] { extensions.allSchemes }

  /// The scheme called `name`.
  ///
  /// - Throws: ``WorkspaceError/unknown(kind:name:known:)``.
  public func scheme(_ name: String) throws -> any Scheme {
    try extensions.scheme(name)
  }

  /// A path under the root, as short as it can be written.
  public func url(_ path: String) -> URL {
    root.relativePath == "."
      ? URL(fileURLWithPath: path) : root.appendingPathComponent(path)
  }

  /// The folder with real data and weights: SHARDBENCH_DATA, else
  /// `../shared/data`, else `data`.
  public func dataFolder(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> URL {
    if let folder = environment["SHARDBENCH_DATA"] {
      return URL(fileURLWithPath: folder, isDirectory: true)
    }
    let shared = url("../shared/data")
    return FileManager.default.fileExists(atPath: shared.path)
      ? shared : url("data")
  }

  /// The names of the YAML files in `folder`, sorted, without suffix.
  public func names(in folder: String) -> [String] {
    let entries = try? FileManager.default.contentsOfDirectory(
      atPath: url(folder).path)
    return (entries ?? []).filter { $0.hasSuffix(".yaml") }
      .map { String($0.dropLast(5)) }.sorted()
  }

  /// The manifests as `folder/name`, sorted.
  public func experiments() -> [String] {
    let folders = try? FileManager.default.contentsOfDirectory(
      atPath: url("experiments").path)
    return (folders ?? []).sorted()
      .filter { !["models", "platforms"].contains($0) }
      .flatMap { folder in
        names(in: "experiments/\(folder)").map { "\(folder)/\($0)" }
      }
  }

  /// The file of the manifest that `word` means: a path, a name as in
  /// ``experiments()``, with or without its folder, or the name that the
  /// manifest gives its experiment, or that of one of its figures.
  ///
  /// - Throws: ``WorkspaceError/unknown(kind:name:known:)``.
  public func manifest(_ word: String) throws -> URL {
    if word.hasSuffix(".yaml") { return URL(fileURLWithPath: word) }
    let known = experiments()
    guard
      let name = known.first(where: { $0 == word || $0.hasSuffix("/" + word) })
        ?? known.first(where: { experimentName($0) == word })
        ?? known.first(where: { figureNames($0).contains(word) })
    else {
      throw WorkspaceError.unknown(kind: "experiment", name: word, known: known)
    }
    return url("experiments/\(name).yaml")
  }

  /// What the manifest calls its experiment.
  private func experimentName(_ manifest: String) -> String? {
    let path = url("experiments/\(manifest).yaml").relativePath
    return (try? Node(contentsOf: path))?["experiment"]?.scalar?.text
  }

  /// What the manifest calls its figures.
  private func figureNames(_ manifest: String) -> [String] {
    let path = url("experiments/\(manifest).yaml").relativePath
    let figures = try? Node(contentsOf: path)["figures"]?.sequence()
    return (figures ?? []).compactMap { $0["name"]?.scalar?.text }
  }

  /// The model called `name`, or that of the file `name` (ends in `.yaml`).
  ///
  /// - Throws: ``WorkspaceError/unknown(kind:name:known:)``, or what reading
  ///   throws.
  public func model(_ name: String) throws -> ModelFile {
    try ModelFile(file: file(name, kind: "model"))
  }

  /// The model called `name`, as wide as `settings` say.
  func model(_ name: String, _ settings: Settings) throws -> ModelFile {
    let file = try model(name)
    return try settings["features"]?.int.map(file.resized) ?? file
  }

  /// The platform called `name`, or that of the file `name`.
  ///
  /// - Throws: ``WorkspaceError/unknown(kind:name:known:)``, or what reading
  ///   throws.
  public func platform(_ name: String) throws -> Platform {
    try Platform(file: file(name, kind: "platform"))
  }

  private func file(_ name: String, kind: String) throws -> URL {
    if name.hasSuffix(".yaml") { return URL(fileURLWithPath: name) }
    let known = names(in: "experiments/\(kind)s")
    guard known.contains(name) else {
      throw WorkspaceError.unknown(kind: kind, name: name, known: known)
    }
    return url("experiments/\(kind)s/\(name).yaml")
  }
}

/// What can be missing in a workspace.
public enum WorkspaceError: Error, Equatable {
  /// No folder with experiments, in the place that was named if one was.
  case notFound(String?)
  /// A model, platform or experiment that is not there.
  case unknown(kind: String, name: String, known: [String])
  /// Real data that a point stands on.
  case noData(file: String)
}

extension WorkspaceError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .notFound(let home):
      Diagnosis(
        home.map { "SHARDBENCH_HOME is '\($0)', which has no experiments" }
          ?? "no experiments here nor in any folder above",
        expected: "a folder with experiments/models",
        remedy:
          "run in a checkout of shardbench, or set SHARDBENCH_HOME to one",
        exit: .usage)
    case .unknown(let kind, let name, let known):
      Diagnosis(
        "there is no \(kind) '\(name)'",
        expected: known.isEmpty ? nil : known.joined(separator: ", "),
        remedy: nearestWord(to: name, among: known + withoutFolder(known))
          .map { "did you mean '\($0)'?" } ?? didYouMean(name, among: known),
        exit: .usage)
    case .noData(let file):
      Diagnosis(
        "there is no such data file", at: .init(file: file),
        remedy: "run 'make data', or set SHARDBENCH_DATA to the folder that "
          + "has it")
    }
  }
}

/// Experiments go by their name without its folder too.
private func withoutFolder(_ names: [String]) -> [String] {
  names.compactMap { $0.split(separator: "/").last.map(String.init) }
}
