import Foundation

/// A file on its way: hidden beside its place until all of it is there.
///
///     let partial = try PartialFile(for: url)
///     try partial.write(bytes)
///     try partial.takePlace()
///
/// Readers see the old file or all of the new one, at any instant. One that
/// does not take its place is removed with this object; what a killed process
/// leaves behind, ``removeStalePartials(in:of:)`` removes.
public final class PartialFile {
  private let path: String
  private let target: String
  // -1 once it has been closed.
  private var descriptor: Int32

  /// Makes an empty file beside `target`.
  public init(for target: URL) throws(SystemFault) {
    self.target = target.path
    while true {
      let path = target.deletingLastPathComponent().appendingPathComponent(
        PartialName.make(for: target.lastPathComponent)
      ).path
      let flags = O_WRONLY | O_CREAT | O_EXCL
      if let descriptor = try lockPartial(path, flags) {
        self.path = path
        self.descriptor = descriptor
        return
      }
    }
  }

  /// Appends `bytes`.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(SystemFault) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = Foundation.write(descriptor, part.baseAddress, part.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw SystemFault(count < 0 ? errno : ENOSPC) }
      rest = rest.dropFirst(count)
    }
  }

  /// Gives the file its name; nothing can be written after that.
  ///
  /// - Parameter isSynced: whether the bytes are on the disk by then.
  public func takePlace(isSynced: Bool = false) throws(SystemFault) {
    if isSynced, fsync(descriptor) != 0 { throw SystemFault() }
    // Renamed while it is locked: nobody may take it for a stale one.
    guard rename(path, target) == 0 else { throw SystemFault() }
    let last = descriptor
    descriptor = -1
    // Some file systems tell only here that they have no room.
    guard close(last) == 0 else { throw SystemFault() }
  }

  deinit {
    guard descriptor >= 0 else { return }
    unlink(path)
    close(descriptor)
  }
}

/// Writes `data` to `file` so that all of it appears or nothing does.
///
/// - Throws: ``SystemFault``; what was there before then stays as it was.
public func replaceFile(at file: URL, with data: Data) throws {
  let partial = try PartialFile(for: file)
  try data.withUnsafeBytes { try partial.write($0) }
  try partial.takePlace()
}
