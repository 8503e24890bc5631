import Foundation

/// The folder of the package, found from where this file was compiled.
package let packageRoot = URL(filePath: #filePath, directoryHint: .notDirectory)
  .deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// Real data: the folder in SHARDBENCH_DATA, else ../shared/data beside the
/// package, else data in it; `nil` if `path` is not there.
package func dataFile(_ path: String) -> URL? {
  let folder: URL =
    if let named = ProcessInfo.processInfo.environment["SHARDBENCH_DATA"] {
      URL(filePath: named, directoryHint: .isDirectory)
    } else {
      [
        packageRoot.appending(path: "../shared/data"),
        packageRoot.appending(path: "data"),
      ].first { exists($0) } ?? packageRoot.appending(path: "data")
    }
  let file = folder.appending(path: path)
  return exists(file) ? file : nil
}

/// The file of a model in experiments/models.
package func modelFile(_ name: String) -> URL {
  packageRoot.appending(path: "experiments/models/\(name).yaml")
}

/// The file of a platform in experiments/platforms.
package func platformFile(_ name: String) -> URL {
  packageRoot.appending(path: "experiments/platforms/\(name).yaml")
}

/// A new file of `bytes`, which `body` may read; removed afterwards.
///
/// `body` gets it as `name` in a folder of its own, so that errors, which
/// show the path, can be compared after the folder is cut off.
package func withFile<R>(
  _ name: String, _ bytes: [UInt8], _ body: (URL) throws -> R
) throws -> R {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "shardbench-\(UUID().uuidString)")
  try FileManager.default.createDirectory(
    at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appending(path: name)
  try Data(bytes).write(to: file)
  return try body(file)
}

/// The text that an error shows, with the folder of `file` cut off.
package func shown(_ text: String, without file: URL) -> String {
  text.replacing(file.deletingLastPathComponent().path + "/", with: "")
}

private func exists(_ file: URL) -> Bool {
  FileManager.default.fileExists(atPath: file.path)
}
