import Foundation
import Performance
import Regression
import Testing

@testable import ShardbenchKit

/// `nightly` with programs that only pretend to measure.
struct NightlyTests {
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
      let output = try scratch.nightly(scratch.fake("p", work: work))
      #expect(output.status == status)
      #expect(output.out.contains(word))
      // What is as it should be can be accepted.
      let remedy =
        "nightly --accept 'a' --machine 'box' --reason TEXT"
      #expect(output.err.contains(remedy) == (status != 0), "\(output.err)")
      let new = try scratch.text("results/perf/history.csv")
      #expect(new.hasPrefix(old) && new.count > old.count)
      #expect(
        scratch.names(in: "results/perf").filter { !$0.hasPrefix("hist") }
          == Scratch.reports + ["programs"])
      let json = try JSONSerialization.jsonObject(
        with: Data(
          scratch.text("results/perf/comparison.json").utf8))
      let document = try #require(json as? [String: Any])
      #expect(document["exit_status"] as? Int == Int(status))
    }
  }

  /// A machine that moves is no change of the program, whose last build is
  /// measured in turn; one that moves and is slower is.
  @Test func aMachineThatMoves() throws {
    try Scratch.with { scratch in
      func fake(_ name: String) throws -> String {
        // What the machine makes of it stands in a file.
        try scratch.fake(
          name, work: "'$(cat '\(scratch.url(name + ".work").path)')'")
      }
      func isAs(_ name: String, _ work: String) throws {
        try scratch.write(work, to: "\(name).work")
      }
      let honest = try fake("honest")
      try isAs("honest", "0.010")
      for night in 1...7 {
        #expect(try scratch.nightly(honest).status == (night < 6 ? 3 : 0))
      }
      try isAs("honest", "0.012")
      let moved = try scratch.nightly(honest)
      #expect(moved.status == 0, "\(moved.err)")
      #expect(moved.out.contains("1 moved with the machine"))
      let slow = try fake("slow")
      try isAs("slow", "0.0132")
      let slower = try scratch.nightly(slow)
      #expect(slower.status == 2)
      #expect(slower.out.contains("in turn, regression: +10.0 %"))
      #expect(scratch.names(in: "results/perf/programs").count == 2)
    }
  }

  /// A change stays one until it is accepted, with a reason.
  @Test func accepting() throws {
    try Scratch.with { scratch in
      let history = scratch.url("h/history.csv")
      try scratch.write("", to: "h/other")
      try History.write(quietNights(), to: history)
      let slow = try scratch.fake("slow", work: "0.012")
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

  @Test(arguments: [
    ("exit 0", "measuring ended early, with status 0"),
    ("exit 5", "measuring ended early, with status 5"),
    ("kill -9 $$", "measuring ended early, with status 137"),
    ("echo '{\"series\":'; echo end", "a measuring process printed"),
  ])
  func measuringFails(ending: String, message: String) throws {
    try Scratch.with { scratch in
      try scratch.write("of yesterday", to: "results/perf/comparison.md")
      let output = try scratch.nightly(
        scratch.fake("p", ending: ending))
      #expect(output.status == 70)
      #expect(!scratch.has("results/perf/comparison.md"))
      #expect(output.err.contains(message), "\(output.err)")
      #expect(!scratch.has("results/perf/history.csv"))
    }
  }

  /// A filter reaches who measures; where nothing passes nothing is measured,
  /// which is no success.
  @Test func nothingIsAskedFor() throws {
    try Scratch.with { scratch in
      let program = try scratch.fake("p")
      #expect(try scratch.nightly(program).status == 3)
      let history = try scratch.text("results/perf/history.csv")
      #expect(history.contains(",\(program),box,a,"))
      let none = try scratch.fake("none", isSilent: true)
      let output = try scratch.nightly(none, "--only", "kernal/*")
      #expect(output.status == 3, "\(output.err)")
      #expect(output.err.contains("no series matches 'kernal/*'"))
      let asked = try scratch.asked("none")
      #expect(!asked.isEmpty)
      #expect(asked.allSatisfy { $0.hasSuffix("--only kernal/*") })
      #expect(try scratch.text("results/perf/history.csv") == history)
      #expect(
        try scratch.text("results/perf/comparison.json").contains(
          "\"exit_status\" : 3"))
    }
  }

  @Test func noSuchProgram() throws {
    try Scratch.with { scratch in
      let output = try scratch.nightly("/nonexistent/shardbench")
      #expect(output.status == 64)
      #expect(output.err.contains("this is no program"))
      // Of a variable that is not set.
      let program = try scratch.fake("p")
      for words in [["--only", ""], ["--only", ","], ["--machine", ""]] {
        let output = try scratch.run(
          ["nightly", "--program", program] + words)
        #expect(output.status == 64, "\(words)")
        #expect(output.err.contains("\(words[0]) needs a value"))
      }
      #expect(!scratch.has("p.asked") && !scratch.has("results"))
    }
  }

  @Test func whatGitHubShows() throws {
    try Scratch.with { scratch in
      let program = try scratch.fake("p")
      for (variables, shows) in [
        ([:], false), (["GITHUB_ACTIONS": "true"], true),
      ] {
        let output = try scratch.nightly(
          program, "--history", scratch.url("\(shows).csv").path,
          environment: variables)
        #expect(output.status == 3)
        #expect(output.err.contains("::error title=nothing measured") == shows)
        #expect(!output.out.contains("::"))
        let json = try scratch.nightly(
          program, "--format", "json", environment: variables)
        #expect(try json.json()["exit_status"] as? Int == 3)
      }
      #expect(try scratch.nightly(program, "--format", "tea").status == 64)
      let lines = try scratch.nightly(program, "--format", "annotations")
      #expect(lines.out.hasPrefix("::"))
    }
  }
}
