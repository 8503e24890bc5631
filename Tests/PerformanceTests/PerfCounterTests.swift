import Foundation
import TestBasics
import Testing

@testable import Performance

/// What `perf stat` writes, and programs that pretend to be it.
struct PerfCounterTests {
  @Test(arguments: [
    ("# started\n\n123456,,instructions:u,1000,100.00,,\n", 123_456),
    ("1,msec,task-clock,1,1,,\n77,,instructions:u,5,100.00,1.2,insn\n", 77),
  ])
  func counts(text: String, count: Int) throws {
    #expect(try PerfCounter.count(in: text, file: "f") == count)
  }

  @Test(arguments: [
    "", "<not supported>,,instructions:u,0,100.00,,\n",
    "<not counted>,,instructions:u,0,0.00,,\n", "5,,cycles:u,1,100.00,,\n",
    "instructions:u\n",
  ])
  func noCount(text: String) {
    #expect(throws: MeasuringError.profile(file: "f")) {
      try PerfCounter.count(in: text, file: "f")
    }
  }

  /// A perf that writes `line` and runs the program behind `--`.
  private func withPerf(
    _ line: String, _ body: (_ folder: URL) throws -> Void
  ) throws {
    try withTemporaryFolder { try withPerf(line, in: $0, body) }
  }

  private func withPerf(
    _ line: String, in folder: URL, _ body: (_ folder: URL) throws -> Void
  ) throws {
    let script = """
      #!/bin/sh
      while [ "$1" != -- ]; do [ "$1" = -o ] && file=$2; shift; done
      shift
      echo "\(line)" >"$file"
      exec "$@"

      """
    let perf = folder.appendingPathComponent("perf")
    try Data(script.utf8).write(to: perf)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: perf.path)
    try body(folder)
  }

  @Test func isThereWhereItCounts() throws {
    try withPerf("42,,instructions:u,1,100.00,,") { folder in
      let perf = try #require(PerfCounter(path: "/nowhere:\(folder.path)"))
      let file = folder.appendingPathComponent("out")
      let shell = URL(fileURLWithPath: "/bin/sh")
      #expect(
        try perf.instructions(
          of: shell, ["-c", "test \"$A\" = b"], environment: ["A": "b"],
          file: file) == 42)
      #expect(
        throws: MeasuringError.ended(
          program: folder.appendingPathComponent("perf").path, status: 3)
      ) {
        try perf.instructions(
          of: shell, ["-c", "exit 3"], environment: [:], file: file)
      }
    }
  }

  @Test func isNotThereWhereItDoesNot() throws {
    try withPerf("<not supported>,,instructions:u,0,100.00,,") {
      #expect(PerfCounter(path: $0.path) == nil)
    }
    #expect(PerfCounter(path: "/nowhere") == nil)
  }

  /// The difference of two counts is that of one repetition.
  @Test func aRepetition() throws {
    // Counts 1,000 and ten for each call that it is asked for.
    let line = "$((1000 + 10 * ${6:-0})),,instructions:u,1,100.00,,"
    try withPerf(line) { folder in
      let perf = try #require(PerfCounter(path: folder.path))
      let workload = Workload("kernel/x", calls: 7) { {} }
      let figure = try Counting(program: URL(fileURLWithPath: "/bin/true"))
        .instructions(of: workload, perf)
      #expect(figure.series == "instructions-by-perf/kernel/x")
      #expect(figure.value == 70 && figure.family == .counted)
    }
  }
}
