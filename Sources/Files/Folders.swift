import Foundation

extension URL {
  /// The path without links, also of what is not there yet.
  public var realPath: String {
    var missing: [String] = []
    var place = absoluteURL.standardizedFileURL
    while place.path != "/" {
      if let real = realpath(place.path, nil) {
        defer { free(real) }
        let base = URL(fileURLWithPath: String(cString: real))
        return missing.reversed().reduce(base) {
          $0.appendingPathComponent($1)
        }.path
      }
      missing.append(place.lastPathComponent)
      place.deleteLastPathComponent()
    }
    return standardizedFileURL.path
  }

  /// Why no file can be made in this folder, or in the one that it would be
  /// made in; `nil` if one can.
  public var unwritableReason: String? {
    var place = absoluteURL.standardizedFileURL
    while place.path != "/",
      !FileManager.default.fileExists(atPath: place.path)
    {
      place.deleteLastPathComponent()
    }
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(
      atPath: place.path, isDirectory: &isFolder)
    if !isFolder.boolValue { return SystemFault(ENOTDIR).reason }
    return access(place.path, W_OK | X_OK) == 0 ? nil : SystemFault().reason
  }
}
