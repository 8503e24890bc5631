import Foundation

/// What files and folders are called that are not complete yet:
/// `.NAME.UUID.partial`, beside their place.
enum PartialName {
  /// A name that nobody has.
  static func make(for name: String) -> String {
    ".\(name).\(UUID().uuidString).partial"
  }

  /// The name that a partial one is on its way to; `nil` for other files.
  static func target(of name: String) -> String? {
    guard name.hasPrefix("."), name.hasSuffix(".partial") else { return nil }
    let parts = name.dropFirst().dropLast(8)
    guard let dot = parts.lastIndex(of: "."), dot > parts.startIndex,
      UUID(uuidString: String(parts[parts.index(after: dot)...])) != nil
    else { return nil }
    return String(parts[..<dot])
  }
}

/// Opens and locks what has just been made at `path`, so that whoever tidies
/// up sees that its writer lives; `nil` if it was tidied away before that.
///
/// Where the file system has no locks, it is open all the same.
func lockPartial(_ path: String, _ flags: Int32) throws(SystemFault) -> Int32? {
  let descriptor = open(path, flags | O_CLOEXEC, 0o666)
  guard descriptor >= 0 else {
    if errno == ENOENT, flags & O_CREAT == 0 { return nil }
    throw SystemFault()
  }
  while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
  var status = stat()
  if fstat(descriptor, &status) == 0, status.st_nlink > 0 { return descriptor }
  close(descriptor)
  return nil
}
