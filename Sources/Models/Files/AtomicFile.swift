import Files
import Foundation

/// Writes a file that appears whole or not at all.
enum AtomicFile {
  /// Writes what `body` hands to its argument, in order, to `file`.
  ///
  /// - Throws: ``DataError/unwritable(file:reason:)``, or what `body` throws.
  static func write(
    to file: URL,
    _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) throws {
    do {
      let partial = try PartialFile(for: file)
      try body { try partial.write($0) }
      try partial.takePlace(isSynced: true)
    } catch let fault as SystemFault {
      throw DataError.unwritable(file: file.relativePath, reason: fault.reason)
    }
  }
}
