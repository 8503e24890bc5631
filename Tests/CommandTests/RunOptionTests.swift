import Foundation
import Testing

/// `--fail-fast`, `--rerun-failed`, `--set` of an axis and what `plan` tells.
struct RunOptionTests {
  private static let csv = "results/too-many.csv"
  private static let journal = ".shardbench/journal/too-many.jsonl"

  /// Works where two points of four fail, those with 3 and 4 devices.
  private func withSplit(
    _ devices: String = "[1, 2, 3, 4]", _ work: (Scratch) throws -> Void
  ) throws {
    try Scratch.with { scratch in
      try scratch.write(
        Manifests.split.replacing("[1, 2, 3, 4]", with: devices),
        to: "experiments/lab/split.yaml")
      try work(scratch)
    }
  }

  /// The counts of the plan: new, cached, failed.
  private func plan(_ scratch: Scratch) throws -> [Int] {
    let output = try scratch.run("plan", "split")
    let match = try #require(
      output.out.firstMatch(
        of: #/points?, (\d+) new, (\d+) cached, (\d+) failed, /#))
    return [match.output.1, match.output.2, match.output.3].compactMap {
      Int($0)
    }
  }

  /// Changes the rows of the journal.
  private func doctor(
    _ scratch: Scratch, _ change: (Int, inout [String: Any]) -> Void
  ) throws {
    let lines = try scratch.text(Self.journal).split(separator: "\n")
    let rows = try lines.enumerated().map { index, line in
      var row =
        try JSONSerialization.jsonObject(with: Data(line.utf8))
        as? [String: Any] ?? [:]
      row["crc32"] = nil
      change(index, &row)
      return JournalLine.sealed(
        String(
          decoding: try JSONSerialization.data(withJSONObject: row),
          as: UTF8.self))
    }
    try scratch.write(rows.joined(), to: Self.journal)
  }

  /// Makes the journal say that the last point failed, for no good reason.
  private func fail(_ scratch: Scratch) throws {
    try doctor(scratch) { index, row in
      guard index == 1 else { return }
      row["values"] = [String: Any]()
      row["failure"] = ["problem": "the worker was killed", "exit": 70]
    }
  }

  @Test func thePlanTellsWherePointsStand() throws {
    try withSplit { scratch in
      #expect(
        try scratch.run("plan", "split").out
          == "too-many (full): 4 points, 4 new, 0 cached, 0 failed, "
          + "time unknown\n")
      #expect(try scratch.run("run", "split", "-j1").status == 64)
      let output = try scratch.run("plan", "split", "--points")
      #expect(
        output.lines[0].hasPrefix(
          "too-many (full): 4 points, 0 new, 2 cached, 2 failed, about "))
      #expect(
        Array(output.lines[1...]) == [
          "  cached  devices=1 seed=0", "  cached  devices=2 seed=0",
          "  failed  devices=3 seed=0 "
            + "(tensor-parallel cannot split 'tiny' over 3 devices)",
          "  failed  devices=4 seed=0 "
            + "(tensor-parallel cannot split 'tiny' over 4 devices)",
        ])
    }
  }

  /// Times survive a change of the code; points that lack one count as the
  /// mean of the others.
  @Test func theExpectedTime() throws {
    try withSplit("[1, 2]") { scratch in
      #expect(try scratch.run("run", "split").status == 0)
      #expect(try scratch.run("plan", "split").out.hasSuffix(", no time\n"))
      try doctor(scratch) { index, row in
        row["identity"] = "of another program"
        row["seconds"] = index == 0 ? 4000 : 1283
      }
      func time(_ words: String...) throws -> String {
        let output = try scratch.run(["plan"] + words)
        return String(output.out.split(separator: ",").last ?? "")
      }
      #expect(try time("split", "-j1") == " about 1 h 28 min\n")
      // One point takes longer than half of the sum.
      #expect(try time("split", "-j2") == " about 1 h 6 min\n")
      #expect(
        try time("split", "-j1", "--set", "devices=[1, 2, 4]")
          == " about 2 h 12 min\n")
      try scratch.write(Manifests.losses, to: "experiments/lab/losses.yaml")
      let all = try scratch.run("plan", "--all", "-j1")
      #expect(
        all.lines.last == "all: 10 points, 10 new, 0 cached, 0 failed, "
          + "at least 1 h 28 min, the rest unknown")
    }
  }

  @Test func theFirstFailureStops() throws {
    try withSplit("[1, 3, 2, 4]") { scratch in
      try scratch.write("what was there\n", to: Self.csv)
      try scratch.write(Manifests.losses, to: "experiments/lab/z.yaml")
      let output = try scratch.run("run", "--all", "--fail-fast", "-j1")
      #expect(output.status == 64)
      #expect(output.out == "")
      #expect(
        output.err.contains(
          "  2 points left out: the files stay as they were\n"))
      #expect(output.err.contains(" over 3 devices\n"))
      #expect(!output.err.contains(" over 4 devices\n"))
      #expect(output.err.contains("error: 1 point failed, see above\n"))
      // The experiment behind it did not begin.
      #expect(!output.err.contains("losses:"))
      #expect(scratch.names(in: "results") == ["too-many.csv"])
      #expect(try scratch.text(Self.csv) == "what was there\n")
      #expect(try plan(scratch) == [2, 1, 1])
    }
  }

  /// Without a failure the option changes nothing.
  @Test func nothingFails() throws {
    try withSplit("[1, 2]") { scratch in
      let output = try scratch.run("run", "split", "--fail-fast")
      #expect(output.status == 0)
      #expect(
        try scratch.text(Self.csv).split(separator: "\n").count == 3)
    }
  }

  @Test(arguments: [["--rerun-failed"], []])
  func failedPointsRunAgain(words: [String]) throws {
    try withSplit("[1, 2]") { scratch in
      #expect(try scratch.run("run", "split", "-j1").status == 0)
      let table = try scratch.text(Self.csv)
      try FileManager.default.removeItem(at: scratch.url("results"))
      try fail(scratch)
      #expect(try plan(scratch) == [0, 1, 1])
      let again = try scratch.run(["run", "split"] + words)
      #expect(again.status == 0)
      #expect(again.err.contains("1 done, 0 failed, 1 cached"))
      #expect(try scratch.text(Self.csv) == table)
      #expect(try plan(scratch) == [0, 2, 0])
    }
  }

  /// Points that never ran are left out, and the files as they were.
  @Test func onlyFailedPointsRunAgain() throws {
    try withSplit { scratch in
      #expect(
        try scratch.run("run", "split", "--only", "devices=3").status == 64)
      #expect(try plan(scratch) == [3, 0, 1])
      let again = try scratch.run("run", "split", "--rerun-failed")
      #expect(again.status == 64)
      #expect(again.err.contains("0 done, 1 failed, 0 cached"))
      #expect(
        again.err.contains("  3 points left out: the files stay as they were"))
      #expect(!scratch.has("results") && !scratch.has("plots"))
      #expect(try plan(scratch) == [3, 0, 1])
    }
  }

  @Test func noPointHasFailed() throws {
    try withSplit("[1, 2]") { scratch in
      let output = try scratch.run("run", "split", "--rerun-failed")
      #expect(output.status == 0 && output.out == "")
      #expect(
        output.err
          == "too-many: 2 points, profile full\n  no point has failed\n")
      #expect(!scratch.has("results"))
      #expect(try plan(scratch) == [2, 0, 0])
    }
  }

  @Test func optionsThatExcludeEachOther() throws {
    try withSplit { scratch in
      let output = try scratch.run(
        "run", "split", "--rerun-failed", "--no-cache")
      #expect(output.status == 64)
      #expect(
        output.err.hasPrefix(
          "error: --no-cache and --rerun-failed exclude each other\n"))
    }
  }

  /// An axis takes one value or several, in the order that is given.
  @Test(
    arguments: [("2", ["2"]), ("[2, 1]", ["2", "1"]), ("[1,2]", ["1", "2"])])
  func anAxis(value: String, devices: [String]) throws {
    try withSplit { scratch in
      let output = try scratch.run(
        "run", "split", "--set", "devices=\(value)", "-j1")
      #expect(output.status == 0)
      let rows = try scratch.text(Self.csv).split(separator: "\n").map {
        $0.split(separator: ",").map(String.init)
      }
      let column = try #require(rows[0].firstIndex(of: "devices"))
      #expect(rows.dropFirst().map { $0[column] } == devices)
    }
  }

  /// Each row's time stands in the provenance, also of cached points.
  @Test func timesOfRows() throws {
    try withSplit("[1, 2]") { scratch in
      #expect(try scratch.run("run", "split", "-j1").status == 0)
      try doctor(scratch) { index, row in
        row["seconds"] = 2.5
        if index == 1 { row["seconds"] = nil }
      }
      // Where it is there, and nothing was computed, it tells all already.
      try FileManager.default.removeItem(
        at: scratch.url("results/too-many.provenance.json"))
      #expect(try scratch.run("run", "split").status == 0)
      let text = try scratch.text("results/too-many.provenance.json")
      #expect(text.contains("\n  \"row_s\": [2.5,null],\n"))
    }
  }
}
