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
  /// The folder of shardbench itself, where models and platforms are found that
  /// a package of another has not; `nil` in shardbench's own.
  public let base: URL?
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
    root = try Self.root(near: folder, program: program, environment)
    base = Self.base(of: root, environment)
  }

  /// Shardbench's own workspace with these extensions: that of ``base``, or in
  /// its own checkout this one.
  ///
  /// - Throws: ``WorkspaceError/noBase(_:)`` if that is not there.
  public func own() throws -> Workspace {
    guard let base else { return self }
    guard base.has("experiments") else {
      throw WorkspaceError.noBase(base.path)
    }
    return Workspace(root: base, base: nil, extensions: extensions)
  }

  private init(root: URL, base: URL?, extensions: Extensions) {
    self.root = root
    self.base = base
    self.extensions = extensions
  }

  private static func root(
    near folder: URL, program: URL?, _ environment: [String: String]
  ) throws -> URL {
    if let home = environment["SHARDBENCH_HOME"] {
      let root = URL(fileURLWithPath: home, isDirectory: true)
      guard isRoot(root) else { throw WorkspaceError.notFound(home) }
      return root
    }
    for start in [folder, program?.deletingLastPathComponent()] {
      if let start, let found = search(from: start) {
        let here = FileManager.default.currentDirectoryPath
        return found.path == here
          ? URL(fileURLWithPath: ".", isDirectory: true) : found
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

  /// Models make a root, or in a package experiments alone.
  private static func isRoot(_ folder: URL) -> Bool {
    folder.has("experiments/models")
      || folder.has("experiments") && folder.has("Package.swift")
  }

  /// Where shardbench lies, for a package that is another: as SHARDBENCH_BASE
  /// says, else where it was compiled.
  private static func base(
    of root: URL, _ environment: [String: String]
  ) -> URL? {
    if let named = environment["SHARDBENCH_BASE"] {
      return URL(fileURLWithPath: named, isDirectory: true)
    }
    let isOther =
      root.has("Package.swift") && !root.has("Sources/ShardbenchKit")
    return isOther ? compiled : nil
  }

  /// The checkout of shardbench that the program is from, as SHARDBENCH_BASE
  /// says, else where it was compiled; whether it is there or not.
  public static func ownFolder(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> URL {
    environment["SHARDBENCH_BASE"].map {
      URL(fileURLWithPath: $0, isDirectory: true).standardizedFileURL
    } ?? compiled
  }

  /// The folder that this file was compiled in.
  private static let compiled = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

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
  /// `../shared/data`, else `data`, else these beside and in ``base``.
  public func dataFolder(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> URL {
    if let folder = environment["SHARDBENCH_DATA"] {
      return URL(fileURLWithPath: folder, isDirectory: true)
    }
    let own = url("data")
    let places =
      [url("../shared/data"), own]
      + (base.map {
        [$0.appending(path: "../shared/data"), $0.appending(path: "data")]
      }
        ?? [])
    return places.first { FileManager.default.fileExists(atPath: $0.path) }
      ?? own
  }

  /// The names of the YAML files in `folder`, sorted, without suffix; those of
  /// models and platforms in ``base`` too.
  public func names(in folder: String) -> [String] {
    let isShared = Self.shared.contains(folder)
    let places =
      [url(folder)]
      + (isShared ? [base?.appending(path: folder)] : []).compactMap { $0 }
    let entries = places.flatMap {
      (try? FileManager.default.contentsOfDirectory(atPath: $0.path)) ?? []
    }
    return Set(entries).filter { $0.hasSuffix(".yaml") }
      .map { String($0.dropLast(5)) }.sorted()
  }

  /// The folders whose files other packages have too.
  private static let shared = ["experiments/models", "experiments/platforms"]

  /// Where the file of the model or platform `name` is, or would be: a path, in
  /// this folder, or in ``base``.
  ///
  /// - Parameter kind: `model` or `platform`.
  func place(of name: String, kind: String) -> URL {
    if name.hasSuffix(".yaml") { return URL(fileURLWithPath: name) }
    let path = "experiments/\(kind)s/\(name).yaml"
    let own = url(path)
    guard let base, !FileManager.default.fileExists(atPath: own.path) else {
      return own
    }
    return base.appending(path: path)
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
    try Platform(
      file: file(name, kind: "platform"),
      collectives: extensions.collectiveNames)
  }

  private func file(_ name: String, kind: String) throws -> URL {
    if name.hasSuffix(".yaml") { return URL(fileURLWithPath: name) }
    let known = names(in: "experiments/\(kind)s")
    guard known.contains(name) else {
      if let base, !base.has("experiments") {
        throw WorkspaceError.noBase(base.path)
      }
      throw WorkspaceError.unknown(kind: kind, name: name, known: known)
    }
    return place(of: name, kind: kind)
  }
}

extension URL {
  /// Whether there is something at `path` below this folder.
  fileprivate func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: appendingPathComponent(path).path)
  }
}
