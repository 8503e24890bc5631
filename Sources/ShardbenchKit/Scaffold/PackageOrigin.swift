import Experiments
import Foundation

/// Where a package gets shardbench from.
enum PackageOrigin {
  /// A checkout.
  case folder(URL)
  /// A repository.
  case repository(String)

  /// A repository, or by default the checkout that this program is from.
  init(_ repository: String?) {
    self =
      repository.map { .repository($0) } ?? .folder(Workspace.ownFolder())
  }

  /// The dependency as Package.swift has it.
  func dependency() throws -> String {
    switch self {
    case .folder(let folder):
      guard
        FileManager.default.fileExists(
          atPath: folder.appending(path: "Sources/ShardbenchKit").path)
      else { throw ScaffoldError.noSources(folder: folder.path) }
      return ".package(name: \"shardbench\", path: \(quoted(folder.path)))"
    case .repository(let url):
      return ".package(url: \(quoted(url)), branch: \"main\")"
    }
  }

  /// What products name as their package: the dependency's name, or for a
  /// repository the end of its address.
  var identity: String {
    switch self {
    case .folder: "shardbench"
    case .repository(let url):
      (url.split(separator: "/").last.map(String.init) ?? url)
        .replacing(/\.git$/, with: "")
    }
  }

  private func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      + "\""
  }
}
