import Foundation

/// An advisory lock on a file, among processes and within one.
///
/// It ends with this object, and with its process at the latest: the dead hold
/// no locks. The file stays.
public final class FileLock {
  private let descriptor: Int32

  /// Waits until `file`, which is made if need be, is free.
  public init(waitingFor file: URL) throws(SystemFault) {
    descriptor = try Self.open(file)
    while flock(descriptor, LOCK_EX) != 0 {
      let code = errno
      if code == EINTR { continue }
      close(descriptor)
      throw SystemFault(code)
    }
  }

  /// Locks `file`, which is made if need be; `nil` if somebody else has.
  public init?(ifFree file: URL) throws(SystemFault) {
    descriptor = try Self.open(file)
    guard flock(descriptor, LOCK_EX | LOCK_NB) != 0 else { return }
    let code = errno
    close(descriptor)
    if code == EWOULDBLOCK { return nil }
    throw SystemFault(code)
  }

  /// Makes `text` all that the file says.
  public func note(_ text: String) throws(SystemFault) {
    let bytes = Array(text.utf8)
    let count = bytes.withUnsafeBytes {
      pwrite(descriptor, $0.baseAddress, $0.count, 0)
    }
    guard count == bytes.count, ftruncate(descriptor, off_t(count)) == 0 else {
      throw SystemFault(count < 0 || count == bytes.count ? errno : ENOSPC)
    }
  }

  /// Lets others have the lock.
  public func release() { flock(descriptor, LOCK_UN) }

  deinit { close(descriptor) }

  private static func open(_ file: URL) throws(SystemFault) -> Int32 {
    let flags = O_CREAT | O_RDWR | O_CLOEXEC
    let descriptor = Foundation.open(file.path, flags, 0o644)
    guard descriptor >= 0 else { throw SystemFault() }
    return descriptor
  }
}
