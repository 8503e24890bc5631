import Foundation
import Testing

/// Help at every level is as the golden files say. `UPDATE_GOLDEN=1` rewrites
/// them.
struct HelpTests {
  private static let folder = Shardbench.package.appendingPathComponent(
    "Tests/CommandTests/Golden")

  static let commands = [
    "run", "plan", "plot", "list", "describe", "simulate", "generate", "train",
    "evaluate", "trace", "verify", "claims", "report", "readme", "schema",
    "nightly", "compare", "data", "new",
  ]

  private func expect(_ output: Output, isGolden name: String) throws {
    #expect(output.status == 0)
    #expect(output.err == "")
    let golden = Self.folder.appendingPathComponent("\(name).txt")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try output.outBytes.write(to: golden)
    }
    #expect(try String(contentsOf: golden, encoding: .utf8) == output.out)
    #expect(output.lines.allSatisfy { $0.count <= 80 })
    #expect(output.lines.allSatisfy { !$0.hasSuffix(" ") })
  }

  @Test(arguments: [[], ["--help"], ["-h"], ["help"]])
  func overview(words: [String]) throws {
    try expect(Shardbench.run(words), isGolden: "overview")
  }

  @Test(arguments: commands)
  func commandsExplainThemselves(command: String) throws {
    try expect(Shardbench.run([command, "--help"]), isGolden: command)
  }

  /// Whatever else stands there, and however it is asked for.
  @Test(arguments: commands)
  func allWaysOfAskingGiveTheSame(command: String) throws {
    let help = try Shardbench.run([command, "--help"])
    for words in [
      ["help", command], [command, "-h"], [command, "word", "--help"],
      [command, "--no-such-option", "--help"],
    ] {
      let other = try Shardbench.run(words)
      #expect(other.out == help.out && other.status == 0, "\(words)")
    }
  }

  @Test func theOverviewNamesEveryCommandAndNoHiddenOne() throws {
    let overview = try Shardbench.run([])
    let named = overview.lines.filter { $0.hasPrefix("  ") }.compactMap {
      $0.split(separator: " ").first.map(String.init)
    }
    #expect(named == Self.commands)
  }

  /// Help needs neither a workspace nor data.
  @Test func helpWorksAnywhere() throws {
    let output = try Shardbench.run(
      ["simulate", "--help"],
      environment: ["SHARDBENCH_HOME": "/nonexistent"])
    try expect(output, isGolden: "simulate")
  }

  @Test func version() throws {
    let output = try Shardbench.run(["--version"])
    #expect(output.status == 0)
    #expect(output.out.wholeMatch(of: /shardbench \d+\.\d+\.\d+\n/) != nil)
  }
}
