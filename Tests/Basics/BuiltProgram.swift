import Foundation

/// The program `name` of this package; it lies in the folder of the test
/// bundle.
package func builtProgram(_ name: String) -> URL {
  let bundles =
    Bundle.allBundles.map(\.bundleURL).filter {
      $0.pathExtension == "xctest"
    } + [
      Bundle.main.bundleURL, URL(fileURLWithPath: CommandLine.arguments[0]),
    ]
  let folders = bundles.flatMap { [$0, $0.deletingLastPathComponent()] }
  let candidates = folders.map { $0.appendingPathComponent(name) }
  return candidates.first {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(
      atPath: $0.path, isDirectory: &isFolder) && !isFolder.boolValue
  } ?? candidates[0]
}
