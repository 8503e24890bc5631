import Foundation
import Testing

@testable import Experiments

/// The experiments of the package itself.
let packageRoot = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// The workspace of the package.
func packageWorkspace() throws -> Workspace {
  try Workspace(environment: ["SHARDBENCH_HOME": packageRoot.path])
}

/// Whether the real checkpoint is there.
let hasStories: Bool = {
  let folder = try? packageWorkspace().dataFolder()
  return FileManager.default.fileExists(
    atPath: folder?.appendingPathComponent("stories260K/stories260K.bin").path
      ?? "")
}()

/// A folder with `files` that goes when the work is done.
func withFolder<Result>(
  _ files: [String: String], _ work: (URL) throws -> Result
) throws -> Result {
  let root = URL(fileURLWithPath: temporaryPath(), isDirectory: true)
  defer { try? FileManager.default.removeItem(at: root) }
  for (path, text) in files {
    let file = root.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
  return try work(root)
}

/// A point of the package's models, from texts such as `loss=0.1`.
func point(_ texts: [String], seed: Int = 0) throws -> Point {
  let basis = [
    "model=stories260k", "scheme=single", "platform=raspberry-pi-5-ethernet",
  ]
  return Point(
    experiment: "test",
    settings: try Vocabulary.standard.settings(basis + texts), seed: seed)
}
