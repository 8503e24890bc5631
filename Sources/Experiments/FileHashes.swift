import Digests
import Foundation

/// Hashes of files, each read once in a process.
enum FileHashes {
  private nonisolated(unsafe) static var known: [String: String] = [:]
  private static let lock = NSLock()

  /// SHA-256 of the bytes of `file` in hexadecimal; of a missing one, a word.
  static func hash(of file: URL) -> String {
    lock.withLock {
      if let hash = known[file.path] { return hash }
      let hash =
        (try? Data(contentsOf: file)).map { sha256([UInt8]($0)) } ?? "missing"
      known[file.path] = hash
      return hash
    }
  }
}
