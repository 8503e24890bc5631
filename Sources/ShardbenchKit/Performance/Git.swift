import Experiments
import Foundation

/// What git knows of a folder.
struct Git {
  private let folder: URL

  /// Git in `folder`.
  init(_ folder: URL) { self.folder = folder }

  /// The commit with `-dirty` behind it if sources differ from it; `unknown`
  /// where git knows nothing.
  var describedCommit: String {
    guard let commit = answer(["rev-parse", "HEAD"]) else { return "unknown" }
    let changes = answer([
      "status", "--porcelain", "--", "Sources", "Package.swift",
    ])
    return commit + (changes == "" ? "" : "-dirty")
  }

  /// The commit that `name` means.
  func commit(_ name: String) -> String? {
    answer(["rev-parse", "--verify", "--quiet", name + "^{commit}"])
  }

  /// What a command prints, if it succeeds.
  func answer(_ arguments: [String]) -> String? {
    printed(by: ["git", "-C", folder.path] + arguments)
  }
}
