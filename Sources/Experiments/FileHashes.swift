import Digests
import Documents
import Foundation

/// Hashes of files, each read once in a process.
enum FileHashes {
  private nonisolated(unsafe) static var bytes: [String: String] = [:]
  private nonisolated(unsafe) static var documents: [String: String] = [:]
  private static let lock = NSLock()

  /// SHA-256 of the bytes of `file` in hexadecimal; of a missing one, a word.
  static func hash(of file: URL) -> String {
    lock.withLock {
      known(file.path, in: &bytes) { path in
        (try? Data(contentsOf: URL(fileURLWithPath: path))).map {
          sha256([UInt8]($0))
        } ?? "missing"
      }
    }
  }

  /// SHA-256 of what the YAML in `file` says, comments aside; of what cannot
  /// be read, a word.
  static func contentHash(of file: URL) -> String {
    lock.withLock {
      known(file.path, in: &documents) { path in
        (try? Node(contentsOf: path)).map { sha256($0.json.text.utf8) }
          ?? "unreadable"
      }
    }
  }

  private static func known(
    _ path: String, in hashes: inout [String: String],
    compute: (String) -> String
  ) -> String {
    if let hash = hashes[path] { return hash }
    let hash = compute(path)
    hashes[path] = hash
    return hash
  }
}
