import Foundation

/// The commands of Slurm that a run needs: `sbatch`, `squeue`, `scancel`.
///
/// They are as stable as anything in Slurm, and honour its variables (SBATCH_*,
/// SLURM_CONF), where the library would bind the program to one version.
struct SlurmCommands {
  /// Variables on top of the own environment.
  var environment: [String: String] = [:]
  /// Milliseconds that a command may take.
  var patience = 60_000

  /// Submits an array of tasks; all is in the `arguments`.
  func submit(_ arguments: [String]) throws {
    _ = try run("sbatch", arguments)
  }

  /// What Slurm says of the tasks of the array called `name`, those that have
  /// ended too: words such as PENDING or OUT_OF_MEMORY, by number.
  ///
  /// What ended minutes ago may be missing (Slurm's MinJobAge).
  func states(_ name: String) throws -> [Int: String] {
    let text = try run(
      "squeue",
      [
        "--noheader", "--array", "--states=all", "--name=\(name)",
        "--format=%K|%T",
      ])
    let pairs = text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: "|", maxSplits: 1)
      return parts.count == 2
        ? Int(parts[0]).map { ($0, String(parts[1])) } : nil
    }
    return Dictionary(pairs) { $1 }
  }

  /// Cancels what is left of the array called `name`.
  func cancel(_ name: String) throws {
    _ = try run("scancel", ["--quiet", "--name=\(name)"])
  }

  /// - Throws: ``SlurmError/noCommand(_:)`` if a command is missing.
  func check() throws {
    for name in ["sbatch", "squeue", "scancel"] { _ = try path(of: name) }
  }

  private func path(of name: String) throws -> String {
    let folders =
      environment["PATH"] ?? ProcessInfo.processInfo.environment["PATH"] ?? ""
    let paths = folders.split(separator: ":").map { "\($0)/\(name)" }
    let found = paths.first(where: FileManager.default.isExecutableFile)
    guard let found else { throw SlurmError.noCommand(name) }
    return found
  }

  /// What a command prints.
  private func run(_ name: String, _ arguments: [String]) throws -> String {
    let child = try ChildProcess(
      program: try path(of: name), arguments: arguments,
      environment: environment)
    child.closeInput()
    // Not the time of day, which may be set.
    let deadline = ContinuousClock.now + .milliseconds(patience)
    var texts: [[UInt8]] = [[], []]
    var isOpen = [true, true]
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while isOpen.contains(true) {
      var entries = zip(isOpen, [child.output, child.errors]).map {
        pollfd(fd: $0 ? $1 : -1, events: Int16(POLLIN), revents: 0)
      }
      let left = (deadline - ContinuousClock.now) / .milliseconds(1)
      if left <= 0 || poll(&entries, 2, Int32(left.rounded(.up))) == 0 {
        child.kill()
        throw SlurmError.refused(
          name, reason: "nothing for \(patience / 1000) s")
      }
      for index in 0..<2 where isOpen[index] {
        switch readSome(entries[index].fd, into: &buffer) {
        case .bytes(let count): texts[index] += buffer[..<count]
        case .ended: isOpen[index] = false
        case .wouldWait: break
        }
      }
    }
    let ending = child.reap()
    guard ending == .exited(0) else {
      let said = lastLine(of: texts[1])
      throw SlurmError.refused(name, reason: said.isEmpty ? ending.words : said)
    }
    return String(decoding: texts[0], as: UTF8.self)
  }
}

/// The last line of `bytes` that is not empty, shortened.
func lastLine(of bytes: [UInt8]) -> String {
  let lines = bytes.split(separator: JSONLine.newline)
  let texts = lines.map {
    String(decoding: $0, as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
  let last = texts.last { !$0.isEmpty } ?? ""
  return last.count <= 160 ? last : last.prefix(159) + "…"
}
