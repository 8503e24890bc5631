import Foundation

/// Instructions as the processor counts them, by Linux's `perf stat`.
///
/// Many machines have no counters for guests or let only the administrator
/// read them; there `perf` says so in place of a number.
package struct PerfCounter {
  private let perf: URL

  /// The `perf` in one of the folders of `path`, if it really counts here.
  package init?(
    path: String = ProcessInfo.processInfo.environment["PATH"] ?? ""
  ) {
    guard let perf = tool("perf", path: path) else { return nil }
    self.perf = perf
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("shardbench-perf-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    guard
      (try? instructions(
        of: URL(fileURLWithPath: "/bin/true"), [], environment: [:], file: file))
        != nil
    else { return nil }
  }

  /// Instructions of a whole process, outside of the kernel.
  ///
  /// - Parameter file: where perf writes; it is overwritten.
  /// - Throws: ``MeasuringError`` if perf or the program fails, or nothing was
  ///   counted.
  package func instructions(
    of program: URL, _ arguments: [String], environment: [String: String],
    file: URL
  ) throws -> Int {
    _ = try output(
      of: perf,
      [
        "stat", "-x", ",", "-e", "instructions:u", "-o", file.path, "--",
        program.path,
      ] + arguments, environment: environment)
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return try Self.count(in: text, file: file.path)
  }

  /// The number in what `perf stat -x ,` writes: of each line the first cell is
  /// the count, the third the event.
  ///
  /// - Throws: ``MeasuringError/profile(file:)`` if there is none.
  static func count(in text: String, file: String) throws -> Int {
    for line in text.split(separator: "\n") {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      if cells.count > 2, cells[2].hasPrefix("instructions"),
        let count = Int(cells[0])
      {
        return count
      }
    }
    throw MeasuringError.profile(file: file)
  }
}
