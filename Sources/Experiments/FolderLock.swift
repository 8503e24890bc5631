import Digests
import Files
import Foundation

/// The right to write results to a folder, which one run has at a time.
///
/// The lock is a file in `.shardbench/locks` that is named by the folder's real
/// path, so that nothing of it lies among the results. It holds among the runs
/// of one workspace, and ends with its process at the latest.
public final class FolderLock {
  /// Who has a lock.
  public struct Holder: Codable, Equatable, Sendable {
    /// The number of the process.
    public var process: Int32
    /// When it took the lock, by the time of day in UTC.
    public var since: String

    /// A holder from its parts.
    public init(process: Int32, since: String) {
      self.process = process
      self.since = since
    }
  }

  private let lock: FileLock

  /// Locks `folder`, which need not be there yet.
  ///
  /// - Throws: ``RunError/folderInUse(_:by:)`` if another run has it, or
  ///   ``RunError/cache(_:reason:)`` if the lock cannot be written down.
  public init(_ folder: URL, in workspace: Workspace) throws {
    let locks = workspace.url(".shardbench/locks")
    // If it cannot be made, the lock tells why.
    try? FileManager.default.createDirectory(
      at: locks, withIntermediateDirectories: true)
    let name = sha256(folder.realPath.utf8).prefix(16)
    let file = locks.appendingPathComponent("\(name).lock")
    do {
      guard let lock = try FileLock(ifFree: file) else {
        let line = (try? Data(contentsOf: file)) ?? Data()
        throw RunError.folderInUse(
          folder.relativePath, by: JSONLine.decode(Holder.self, from: line))
      }
      let holder = Holder(
        process: ProcessInfo.processInfo.processIdentifier,
        since: Self.stamp(Date()))
      try lock.note(
        String(decoding: JSONLine.encode(holder), as: UTF8.self))
      self.lock = lock
    } catch let fault as SystemFault {
      throw RunError.cache(file.relativePath, reason: fault.reason)
    }
  }

  /// Lets other runs write.
  public func release() { lock.release() }

  private static func stamp(_ date: Date) -> String {
    date.formatted(
      .iso8601.dateSeparator(.dash).timeSeparator(.colon)
        .dateTimeSeparator(.space)
    ).replacing("Z", with: " UTC")
  }
}
