import Foundation

/// What the commands of other programs say; each is asked once in a process.
enum Tools {
  private nonisolated(unsafe) static var answers: [[String]: String?] = [:]
  private static let lock = NSLock()

  /// The commit that the sources in `folder` are at, if git knows.
  static func commit(of folder: URL) -> String? {
    ask("git", ["-C", folder.path, "rev-parse", "HEAD"])
  }

  /// Whether sources differ from the commit.
  static func isDirty(_ folder: URL) -> Bool? {
    ask(
      "git",
      [
        "-C", folder.path, "status", "--porcelain", "--", "Sources",
        "Package.swift",
      ]
    ).map { !$0.isEmpty }
  }

  /// The version of gnuplot.
  static var gnuplot: String? { ask("gnuplot", ["--version"]) }

  /// What a command prints, if it can be run and succeeds.
  private static func ask(_ command: String, _ arguments: [String]) -> String? {
    lock.withLock {
      let key = [command] + arguments
      if let answer = answers[key] { return answer }
      let answer = printed(by: key)
      answers[key] = answer
      return answer
    }
  }
}

/// What the program and arguments in `words` print, without blanks about it, if
/// the program can be run and succeeds; what it says on stderr is dropped.
package func printed(by words: [String]) -> String? {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = words
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = FileHandle.nullDevice
  guard (try? process.run()) != nil else { return nil }
  let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else { return nil }
  return String(decoding: bytes, as: UTF8.self)
    .trimmingCharacters(in: .whitespacesAndNewlines)
}
