import Experiments
import Files
import Foundation
import Tables

/// A package of someone else, as it is written or added to.
struct Scaffold {
  private let folder: URL
  private let origin: PackageOrigin

  init(_ folder: URL, origin: PackageOrigin) {
    self.folder = folder
    self.origin = origin
  }

  /// A file to write, by its path in the package.
  struct File {
    let path: String
    let text: String
  }

  /// Writes what `novelty` needs; all of it or nothing.
  ///
  /// - Returns: the paths of the files.
  /// - Throws: ``ScaffoldError``, ``UsageError/notWritable(_:reason:)``.
  func add(_ novelty: Novelty) throws -> [String] {
    guard !has("Sources/ShardbenchKit") else {
      throw ScaffoldError.ownCheckout(folder: folder.relativePath)
    }
    let isPackage = has("Package.swift")
    guard isPackage || novelty.kind == .scheme else {
      throw ScaffoldError.noPackage(
        folder: folder.relativePath, kind: novelty.kind.rawValue)
    }
    var files =
      isPackage
      ? try additions(novelty)
      : try Template(novelty, origin).package()
    let main = isPackage ? try registered(novelty) : nil
    for file in files where has(file.path) {
      throw ScaffoldError.exists(folder.appending(path: file.path).relativePath)
    }
    let made = try write(files)
    if let main {
      do {
        try writeAtomically(
          Data(main.text.utf8), to: folder.appending(path: main.path))
      } catch {
        made.remove()
        throw error
      }
      files.append(main)
    }
    return files.map { folder.appending(path: $0.path).relativePath }
  }

  private func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: path).path)
  }

  /// What was made, to be taken back.
  private struct Made {
    var files: [URL] = []
    var folders: [URL] = []

    func remove() {
      for file in files { try? FileManager.default.removeItem(at: file) }
      // Inner ones first; what somebody else filled meanwhile stays.
      for folder in folders.reversed() { rmdir(folder.path) }
    }
  }

  /// Makes new files, all or none.
  private func write(_ files: [File]) throws -> Made {
    var made = Made()
    do {
      for file in files {
        let url = folder.appending(path: file.path)
        try makeFolders(above: url, &made)
        made.files.append(url)
        try writeAtomically(Data(file.text.utf8), to: url)
      }
    } catch {
      made.remove()
      throw error
    }
    return made
  }

  private func makeFolders(above file: URL, _ made: inout Made) throws {
    var new: [URL] = []
    var url = file.deletingLastPathComponent()
    while !FileManager.default.fileExists(atPath: url.path) {
      new.append(url)
      url.deleteLastPathComponent()
    }
    made.folders += new.reversed()
    try makeFolder(file.deletingLastPathComponent())
  }

  /// The files that a package gets with `novelty`.
  private func additions(_ novelty: Novelty) throws -> [File] {
    let template = Template(novelty, origin)
    guard novelty.kind != .platform else { return [template.platform] }
    let program = try program()
    let tests = (try? contents("Tests"))?.filter { !$0.hasPrefix(".") } ?? []
    guard tests.count == 1 else {
      throw ScaffoldError.noTests(folder: folder.relativePath)
    }
    return template.additions(
      sources: "Sources/\(program)", tests: "Tests/\(tests[0])",
      module: program.replacing("-", with: "_"))
  }

  private func contents(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: path).path
    ).sorted()
  }

  /// The target whose `main.swift` runs shardbench.
  private func program() throws -> String {
    let targets = (try? contents("Sources")) ?? []
    guard
      let found = targets.first(where: {
        text("Sources/\($0)/main.swift")?.contains("Shardbench.main") ?? false
      })
    else { throw ScaffoldError.noProgram(folder: folder.relativePath) }
    return found
  }

  private func text(_ path: String) -> String? {
    try? String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  /// `main.swift` with `novelty` in its list; `nil` where it needs no place.
  private func registered(_ novelty: Novelty) throws -> File? {
    guard novelty.kind != .platform else { return nil }
    let list = novelty.kind.rawValue + "s"
    let path = "Sources/\(try program())/main.swift"
    guard var text = text(path),
      let place = text.firstRange(of: "\(list): [")
    else {
      throw ScaffoldError.noList(
        file: folder.appending(path: path).relativePath, list: list,
        type: novelty.type)
    }
    text.insert(
      contentsOf: "\n    \(novelty.type)(),", at: place.upperBound)
    return File(path: path, text: text)
  }
}
