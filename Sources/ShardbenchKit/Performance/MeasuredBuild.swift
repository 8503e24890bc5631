import Experiments
import Foundation

/// The build whose speed is measured.
enum MeasuredBuild {
  /// The one that the arguments name, else this one, with a warning if it is
  /// not what `workspace` has now: its times would pass for those of sources
  /// that nobody has measured.
  ///
  /// - Throws: ``BaseError/noProgram(_:)``.
  static func program(
    _ arguments: Arguments, in workspace: Workspace
  ) throws -> URL {
    if let path = arguments["program"] {
      guard FileManager.default.isExecutableFile(atPath: path) else {
        throw BaseError.noProgram(path)
      }
      return URL(fileURLWithPath: path)
    }
    guard let program = Bundle.main.executableURL else {
      throw WorkspaceError.notFound(nil)
    }
    if let file = newerSource(than: program, in: workspace.root) {
      FileHandle.standardError.write(
        Data(
          ("warning: \(file) is newer than this program, which measures "
            + "itself; build it first\n").utf8))
    }
    return program
  }

  /// A source in `root` that was changed after `program` was built.
  static func newerSource(than program: URL, in root: URL) -> String? {
    func date(_ url: URL) -> Date {
      let values = try? url.resourceValues(forKeys: [
        .contentModificationDateKey
      ])
      return values?.contentModificationDate ?? .distantPast
    }
    let built = date(program)
    let sources = root.appendingPathComponent("Sources")
    let files = FileManager.default.enumerator(atPath: sources.path)
    while let name = files?.nextObject() as? String {
      guard [".swift", ".c", ".h"].contains(where: name.hasSuffix),
        date(sources.appendingPathComponent(name)) > built
      else { continue }
      return "Sources/\(name)"
    }
    return nil
  }
}
