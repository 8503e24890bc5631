import Foundation

/// Writes a file that appears whole or not at all.
///
/// The bytes go to a temporary file in the same folder, which is renamed at
/// the end and removed on any failure. Readers see the old file or the new.
enum AtomicFile {
  /// Writes what `body` hands to its argument, in order, to `file`.
  ///
  /// - Throws: ``DataError/unwritable(file:reason:)``, or what `body` throws.
  static func write(
    to file: URL,
    _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) throws {
    let temporary = file.deletingLastPathComponent().appendingPathComponent(
      ".\(file.lastPathComponent).\(UUID().uuidString).partial")
    func failure() -> DataError {
      .unwritable(
        file: file.relativePath, reason: String(cString: strerror(errno)))
    }
    let descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_EXCL, 0o666)
    guard descriptor >= 0 else { throw failure() }
    var isOpen = true
    do {
      try body { bytes in
        var rest = bytes[...]
        while !rest.isEmpty {
          let part = UnsafeRawBufferPointer(rebasing: rest)
          let written = Foundation.write(
            descriptor, part.baseAddress, part.count)
          if written < 0 && errno == EINTR { continue }
          guard written > 0 else { throw failure() }
          rest = rest.dropFirst(written)
        }
      }
      guard fsync(descriptor) == 0 else { throw failure() }
      isOpen = false
      guard close(descriptor) == 0 else { throw failure() }
      guard rename(temporary.path, file.path) == 0 else { throw failure() }
    } catch {
      if isOpen { close(descriptor) }
      unlink(temporary.path)
      throw error
    }
  }
}
