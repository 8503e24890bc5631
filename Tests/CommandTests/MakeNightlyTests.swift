import Foundation
import Testing

/// `make nightly` around a program that only pretends.
@Suite(
  .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/make")))
struct MakeNightlyTests {
  /// Runs it in the package, with results in `scratch`.
  private func makeNightly(
    _ scratch: Scratch, _ variables: String...
  ) throws -> Int32 {
    // No package is installed for this.
    _ = try scratch.script("exit 0\n", to: "bin/valgrind")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/make")
    process.arguments =
      [
        "-C", Shardbench.package.path, "nightly",
        "PERF=\(scratch.url("perf").path)",
      ] + variables
    var environment = ProcessInfo.processInfo.environment
    // Of a make that runs these tests.
    for name in ["MAKEFLAGS", "MAKELEVEL", "MFLAGS"] { environment[name] = nil }
    environment["PATH"] =
      scratch.url("bin").path + ":" + (environment["PATH"] ?? "")
    process.environment = environment
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Make stops for all but no change and improvements; the file tells which.
  @Test(arguments: [(0, true), (4, true), (2, false), (3, false), (65, false)])
  func statuses(status: Int, succeeds: Bool) throws {
    try Scratch.with { scratch in
      let program = try scratch.script(
        """
        echo "$*" >>'\(scratch.url("asked").path)'
        [ "$1" = nightly ] && exit \(status)
        exit 0

        """, to: "program")
      try scratch.write("0", to: "perf/status")
      try scratch.write("of yesterday", to: "perf/comparison.xml")
      let made = try makeNightly(
        scratch, "PROGRAM=\(program)", "NIGHTLY=--only a")
      #expect((made == 0) == succeeds)
      #expect(try scratch.text("perf/status") == "\(status)\n")
      let perf = scratch.url("perf").path
      #expect(
        try scratch.text("asked").hasSuffix(
          "nightly --history \(perf)/history.csv --output \(perf) --only a\n"))
      #expect(!scratch.has("perf/comparison.xml"))
    }
  }

  /// Where nothing can be built, nothing of yesterday passes for tonight.
  @Test func aBuildThatFails() throws {
    try Scratch.with { scratch in
      _ = try scratch.script("exit 1\n", to: "bin/swift")
      try scratch.write("0", to: "perf/status")
      try scratch.write("of yesterday", to: "perf/comparison.md")
      #expect(try makeNightly(scratch) != 0)
      #expect(try scratch.text("perf/status") == "70\n")
      #expect(!scratch.has("perf/comparison.md"))
    }
  }
}
