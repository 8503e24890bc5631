import Digests
import Foundation

/// The version of the code that may run from given types on, by the sources
/// that this program was built from.
///
/// It changes with the text of any file that such code may reach (see
/// `SourceGraph` for what is reached), and neither with comments, blanks and
/// the names of files nor with other files.
public final class CodeVersion: @unchecked Sendable {
  /// That of this program.
  public static let program = CodeVersion(table: sourceTable)

  private struct File {
    var digest: String
    var path: String
    var edges: [Int]
  }

  private let files: [File]
  private let declaring: [String: [Int]]
  // What was asked before, behind the lock.
  private var known: [[String]: String] = [:]
  private let lock = NSLock()

  /// Reads a table of files; see `SourceGraph.table`.
  public init(table: String) {
    var declaring: [String: [Int]] = [:]
    files = table.split(separator: "\n").enumerated().map { index, line in
      let words = line.split(separator: " ")
      let bar = words.firstIndex(of: "|") ?? words.endIndex
      for name in words[..<bar].dropFirst(2) {
        declaring[String(name), default: []].append(index)
      }
      return File(
        digest: words.first.map(String.init) ?? "",
        path: words.dropFirst().first.map(String.init) ?? "",
        edges: words[bar...].dropFirst().compactMap { Int($0) })
    }
    self.declaring = declaring
  }

  /// SHA-256 over the code that may run from `types` on, in hexadecimal;
  /// `nil` if one of them is not declared here.
  ///
  /// Complexity: O(files and edges), the second time O(1).
  public func digest(from types: [String]) -> String? {
    lock.withLock {
      let types = types.sorted()
      if let digest = known[types] { return digest }
      guard let reached = reached(from: types) else { return nil }
      let digests = reached.map { files[$0].digest }.sorted()
      let digest = sha256(digests.joined(separator: "\n").utf8)
      known[types] = digest
      return digest
    }
  }

  /// Whether a file of `module` declares `type`.
  public func declares(_ type: String, in module: String) -> Bool {
    (declaring[type] ?? []).contains {
      files[$0].path.hasPrefix("Sources/\(module)/")
    }
  }

  /// The paths of the files behind ``digest(from:)``, in order.
  public func paths(from types: [String]) -> [String]? {
    reached(from: types).map { $0.map { files[$0].path }.sorted() }
  }

  private func reached(from types: [String]) -> Set<Int>? {
    var waiting: [Int] = []
    for type in types {
      guard let found = declaring[type] else { return nil }
      waiting += found
    }
    var reached = Set(waiting)
    while let file = waiting.popLast() {
      for next in files[file].edges
      where files.indices.contains(next) && reached.insert(next).inserted {
        waiting.append(next)
      }
    }
    return reached
  }
}
