import Foundation

/// The programs that runs have measured, as a folder beside the history keeps
/// them: an earlier build that is measured in turn with a later one tells what
/// is a change of the program and what one of the machine.
///
/// A program has the name of its run. Equal ones are kept once, as links of
/// one file.
struct KeptBuilds {
  /// The folder; there need not be one yet.
  let folder: URL

  /// The name of the folder beside a history.
  static let folderName = "programs"

  /// The program that `run` has measured, if it is kept.
  func program(of run: String) -> URL? {
    guard let url = url(of: run),
      FileManager.default.isExecutableFile(atPath: url.path)
    else { return nil }
    return url
  }

  /// Keeps `program` as that of `run`.
  ///
  /// - Throws: what the file system says; then nothing of it is kept.
  func keep(_ program: URL, as run: String) throws {
    guard let url = url(of: run) else { return }
    let files = FileManager.default
    try makeFolder(folder)
    let new = folder.appendingPathComponent(Self.unfinished)
    try? files.removeItem(at: new)
    do {
      if let same = names.lazy.map(folder.appendingPathComponent).first(where: {
        files.contentsEqual(atPath: $0.path, andPath: program.path)
      }) {
        try files.linkItem(at: same, to: new)
      } else {
        try files.copyItem(at: program.resolvingSymlinksInPath(), to: new)
      }
      try? files.removeItem(at: url)
      try files.moveItem(at: new, to: url)
    } catch {
      try? files.removeItem(at: new)
      throw error
    }
  }

  /// Removes all programs but those of the runs `needed`.
  func prune(needed: Set<String>) {
    for name in names where !needed.contains(name) {
      try? FileManager.default.removeItem(
        at: folder.appendingPathComponent(name))
    }
  }

  private static let unfinished = ".unfinished"

  /// What is kept, by name.
  private var names: [String] {
    let all = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (all ?? []).filter { !$0.hasPrefix(".") }.sorted()
  }

  /// Where the program of `run` is; nowhere if that is no name of a file.
  private func url(of run: String) -> URL? {
    guard !run.isEmpty, !run.hasPrefix("."), !run.contains("/"),
      run.utf8.count <= 200
    else { return nil }
    return folder.appendingPathComponent(run)
  }
}
