import Files
import Foundation

/// Makes a folder and those above it.
func makeFolder(_ folder: URL) throws {
  do {
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true)
  } catch {
    throw UsageError.notWritable(
      folder.relativePath,
      reason: folder.unwritableReason ?? "the folder cannot be made")
  }
}
