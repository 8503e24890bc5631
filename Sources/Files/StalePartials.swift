import Foundation

/// Removes what writers that are dead have left in `folder`: partial files and
/// folders that nobody has locked.
///
/// Those of living writers stay, and so does everything if the file system has
/// no locks.
///
/// - Parameter name: only those on their way to this name.
/// - Returns: how many were removed.
@discardableResult
public func removeStalePartials(in folder: URL, of name: String? = nil) -> Int {
  let names =
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  return names.count { entry in
    guard let target = PartialName.target(of: entry) else { return false }
    guard name == nil || name == target else { return false }
    let path = folder.appendingPathComponent(entry).path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0
      && (try? FileManager.default.removeItem(atPath: path)) != nil
  }
}
