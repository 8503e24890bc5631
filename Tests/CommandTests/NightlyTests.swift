import Foundation
import Performance
import Regression
import Testing

@testable import ShardbenchKit

/// `nightly` and `compare` with programs that only pretend to measure.
struct NightlyTests {
  /// A program that says that `a` takes so many calls of the reference.
  private func fake(
    _ scratch: Scratch, _ name: String, work: String = "0.010",
    ending: String = "echo end", isSilent: Bool = false
  ) throws -> String {
    try scratch.write(
      """
      #!/bin/sh
      family=wall
      while [ $# -gt 0 ]; do
        [ "$1" = --family ] && family=$2
        shift
      done
      [ $family = \(isSilent ? "none" : "wall") ] && echo '{"family":"wall","lessIsWorse":false,\
      "references":[0.01],"series":"a","unit":"ref-a","work":[\(work)]}'
      \(ending)

      """, to: name)
    let path = scratch.url(name).path
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  private func nightly(
    _ scratch: Scratch, _ program: String, _ more: String...,
    environment: [String: String] = [:]
  ) throws -> Output {
    try scratch.run(
      ["nightly", "--program", program, "--machine", "box"] + more,
      environment: environment)
  }

  private static let reports = [
    "comparison.html", "comparison.json", "comparison.md", "comparison.xml",
  ]

  @Test(arguments: [
    ("0.010", 0 as Int32, "no change"), ("0.012", 2, "regression"),
    ("0.008", 4, "improvement"),
  ])
  func outcomes(work: String, status: Int32, word: String) throws {
    try Scratch.with { scratch in
      let history = scratch.url("results/perf/history.csv")
      try FileManager.default.createDirectory(
        at: history.deletingLastPathComponent(),
        withIntermediateDirectories: true)
      try History.write(quietNights(), to: history)
      let old = try scratch.text("results/perf/history.csv")
      let output = try nightly(scratch, fake(scratch, "p", work: work))
      #expect(output.status == status)
      #expect(output.out.contains(word))
      let new = try scratch.text("results/perf/history.csv")
      #expect(new.hasPrefix(old) && new.count > old.count)
      #expect(
        scratch.names(in: "results/perf").filter { !$0.hasPrefix("hist") }
          == Self.reports)
      let json = try JSONSerialization.jsonObject(
        with: Data(
          scratch.text("results/perf/comparison.json").utf8))
      let document = try #require(json as? [String: Any])
      #expect(document["exit_status"] as? Int == Int(status))
    }
  }

  /// A change stays one until it is accepted, with a reason.
  @Test func accepting() throws {
    try Scratch.with { scratch in
      let history = scratch.url("h/history.csv")
      try scratch.write("", to: "h/other")
      try History.write(quietNights(), to: history)
      let slow = try fake(scratch, "slow", work: "0.012")
      let paths = ["--history", history.path]
      func night() throws -> Int32 {
        try scratch.run(
          ["nightly", "--program", slow, "--machine", "box"] + paths
        ).status
      }
      #expect(try night() == 2)
      func accept(_ words: String...) throws -> Output {
        try scratch.run(["nightly", "--machine", "box"] + paths + words)
      }
      #expect(try accept("--accept", "a").status == 64)
      #expect(try accept("--reason", "why").status == 64)
      #expect(try accept("--accept", "b", "--reason", "why").status == 64)
      #expect(!scratch.has("h/accepted.csv"))
      let taken = try accept("--accept", "a", "--reason", "slower, but right")
      #expect(taken.status == 0)
      #expect(taken.out.contains("accepted a at run"))
      #expect(try scratch.text("h/accepted.csv").contains("slower, but right"))
      #expect(try night() == 3)
    }
  }

  private static let header = HistoryRow.columns.joined(separator: ",")
  private static let row =
    "n-1,1,2026-01-01T03:00:00Z,c1,box,a,wall,up,ref,1,5,0,0.004"

  /// What a history can suffer, and what the command says to it.
  @Test(arguments: [
    ("", "the file is empty"),
    ("\(header)\n\(row)", "the file ends within a line"),
    (
      "\(header.replacing(",spread_percent", with: ""))\n",
      "there is no column 'spread_percent'"
    ),
    ("\(header)\n\(row)\n\(row)\n", "has measured 'a' already, in line 2"),
    (
      "\(header)\n\(row.replacing(",1,5,", with: ",nan,5,"))\n",
      "'nan' in the column 'value' cannot be"
    ),
    (
      "\(header)\n\(row)\n\(row.replacing("box,a", with: "tower,b"))\n",
      "the machine of 'n-1' is 'tower' here and 'box' in line 2"
    ),
    ("\(header)\n\(row.dropLast(9))\n", "history.csv:2"),
  ])
  func damagedHistories(text: String, message: String) throws {
    try Scratch.with { scratch in
      try scratch.write(text, to: "results/perf/history.csv")
      let mark = scratch.url("measured").path
      let program = try fake(
        scratch, "p", ending: "touch '\(mark)'; echo end")
      let output = try nightly(scratch, program)
      #expect(output.status == 65)
      #expect(output.err.contains(message), "\(output.err)")
      #expect(output.err.contains("remedy: "))
      // Nobody waits for measurements that cannot be kept.
      #expect(!scratch.has("measured"))
      #expect(try scratch.text("results/perf/history.csv") == text)
    }
  }

  /// Other machines are told about, and never compared with.
  @Test func mixedMachines() throws {
    try Scratch.with { scratch in
      try scratch.write("", to: "results/perf/other")
      let history = scratch.url("results/perf/history.csv")
      try History.write(quietNights(), to: history, machine: "tower")
      let output = try nightly(scratch, fake(scratch, "p", work: "0.030"))
      #expect(output.status == 3)
      #expect(output.out.contains("no history for this machine yet"))
    }
  }

  @Test(arguments: [
    ("exit 0", "measuring ended early, with status 0"),
    ("exit 5", "measuring ended early, with status 5"),
    ("kill -9 $$", "measuring ended early, with status 137"),
    ("echo '{\"series\":'; echo end", "a measuring process printed"),
  ])
  func measuringFails(ending: String, message: String) throws {
    try Scratch.with { scratch in
      let output = try nightly(
        scratch, fake(scratch, "p", ending: ending))
      #expect(output.status == 70)
      #expect(output.err.contains(message), "\(output.err)")
      #expect(!scratch.has("results/perf/history.csv"))
    }
  }

  /// A filter that nothing passes measures nothing, which is no success.
  @Test func nothingIsAskedFor() throws {
    try Scratch.with { scratch in
      let program = try fake(scratch, "p")
      #expect(try nightly(scratch, program).status == 3)
      let history = try scratch.text("results/perf/history.csv")
      #expect(history.contains(",\(program),box,a,"))
      let none = try fake(scratch, "none", isSilent: true)
      let output = try nightly(scratch, none, "--only", "kernal/*")
      #expect(output.status == 3, "\(output.err)")
      #expect(try scratch.text("results/perf/history.csv") == history)
      #expect(
        try scratch.text("results/perf/comparison.json").contains(
          "\"exit_status\" : 3"))
    }
  }

  @Test func noSuchProgram() throws {
    try Scratch.with { scratch in
      let output = try nightly(scratch, "/nonexistent/shardbench")
      #expect(output.status == 70)
      #expect(output.err.contains("the program cannot be started"))
    }
  }

  @Test func whatGitHubShows() throws {
    try Scratch.with { scratch in
      let program = try fake(scratch, "p")
      for (variables, shows) in [
        ([:], false), (["GITHUB_ACTIONS": "true"], true),
      ] {
        let output = try nightly(
          scratch, program, "--history", scratch.url("\(shows).csv").path,
          environment: variables)
        #expect(output.status == 3)
        #expect(output.err.contains("::error title=nothing measured") == shows)
        #expect(!output.out.contains("::"))
        let json = try nightly(
          scratch, program, "--format", "json", environment: variables)
        #expect(try json.json()["exit_status"] as? Int == 3)
      }
      #expect(try nightly(scratch, program, "--format", "tea").status == 64)
    }
  }

  @Test(arguments: [
    ("0.010", 0 as Int32), ("0.012", 2), ("0.008", 4),
  ])
  func comparingPrograms(work: String, status: Int32) throws {
    try Scratch.with { scratch in
      let base = try fake(scratch, "base")
      let changed = try fake(scratch, "changed", work: work)
      let output = try scratch.run(
        "compare", "--base", base, "--program", changed, "--pairs", "6")
      #expect(output.status == status, "\(output.out)\(output.err)")
      #expect(scratch.names(in: "results/perf/compare") == Self.reports)
    }
  }

  @Test func basesThatCannotBe() throws {
    try Scratch.with { scratch in
      let changed = try fake(scratch, "changed")
      func compare(_ base: String) throws -> Output {
        try scratch.run("compare", "--base", base, "--program", changed)
      }
      let old = try fake(scratch, "old", ending: "exit 64")
      #expect(try compare(old).status == 70)
      #expect(try compare(old).err.contains("has no command 'measure'"))
      try scratch.write("no program", to: "text")
      #expect(try compare(scratch.url("text").path).status == 64)
      let unknown = try compare("no-such-branch")
      #expect(unknown.status == 64)
      #expect(unknown.err.contains("neither a program nor a commit"))
      #expect(try scratch.run("compare").status == 64)
    }
  }
}
