import Experiments
import Foundation
import Regression
import Testing

@testable import ShardbenchKit

/// What `nightly` says to histories that are not as they should be.
struct NightlyHistoryTests {
  private static let header = HistoryRow.columns.joined(separator: ",")
  private static let row =
    "n-1,1,2026-01-01T03:00:00Z,c1,box,a,wall,up,ref-a,1,5,0,0.004,,"

  private static let damages = [
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
      "\(header)\n\(row.replacing(",1,5,", with: ",-1,5,"))\n",
      "'-1' in the column 'value' cannot be"
    ),
    (
      "\(header)\n\(row.replacing("01-01T", with: "02-30T"))\n",
      "'2026-02-30T03:00:00Z' in the column 'date_utc' cannot be"
    ),
    (
      "\(header)\n\(row)\n\(row.replacing("box,a", with: "tower,b"))\n",
      "the machine of 'n-1' is 'tower' here and 'box' in line 2"
    ),
    ("\(header)\n\(row.dropLast(9))\n", "history.csv:2"),
  ]

  /// Each is told, and nobody waits for measurements that cannot be kept.
  @Test(arguments: damages)
  func damagedHistories(text: String, message: String) throws {
    try Scratch.with { scratch in
      try scratch.write(text, to: "results/perf/history.csv")
      try scratch.write("of yesterday", to: "results/perf/comparison.xml")
      let output = try scratch.nightly(scratch.fake("p"))
      #expect(output.status == 65)
      #expect(output.err.contains(message), "\(output.err)")
      #expect(output.err.contains("remedy: "))
      #expect(!scratch.has("p.asked"))
      #expect(try scratch.text("results/perf/history.csv") == text)
      #expect(!scratch.has("results/perf/comparison.xml"))
    }
  }

  /// Other machines are told about, and never compared with.
  @Test func mixedMachines() throws {
    try Scratch.with { scratch in
      try scratch.write("", to: "results/perf/other")
      let history = scratch.url("results/perf/history.csv")
      try History.write(quietNights(), to: history, machine: "tower")
      let output = try scratch.nightly(scratch.fake("p", work: "0.030"))
      #expect(output.status == 3)
      #expect(output.out.contains("no history for this machine yet"))
      #expect(
        output.out.contains("1 series of other machines are not judged"))
    }
  }

  /// What was accepted at runs that are gone is told before measuring.
  @Test func acceptedRunsThatAreGone() throws {
    try Scratch.with { scratch in
      let columns = Acceptances.columns.joined(separator: ",")
      try scratch.write(
        "\(columns)\nbox,a,n-7,c7,right so\n", to: "results/perf/accepted.csv")
      let program = try scratch.fake("p")
      let output = try scratch.nightly(program)
      #expect(output.status == 65)
      #expect(output.err.contains("no run of the history is called 'n-7'"))
      #expect(
        output.err.contains("restore the history that has it, or remove"))
      #expect(!scratch.has("p.asked"))
      #expect(!scratch.has("results/perf/history.csv"))
      // That of another machine says nothing here.
      let elsewhere = try scratch.run(
        "nightly", "--program", program, "--machine", "tower")
      #expect(elsewhere.status == 3, "\(elsewhere.err)")
    }
  }

  /// A link stays one; where it leads nowhere nothing is begun anew.
  @Test func links() throws {
    try Scratch.with { scratch in
      try scratch.write("", to: "share/other")
      try scratch.write("", to: "results/perf/other")
      let link = scratch.url("results/perf/history.csv")
      try FileManager.default.createSymbolicLink(
        at: link, withDestinationURL: scratch.url("share/history.csv"))
      let program = try scratch.fake("p")
      let lost = try scratch.nightly(program)
      #expect(lost.status == 65)
      #expect(lost.err.contains("the link leads nowhere"))
      #expect(!scratch.has("p.asked"))
      try History.write(quietNights(), to: scratch.url("share/history.csv"))
      let before = try scratch.text("share/history.csv")
      #expect(try scratch.nightly(program).status == 0)
      let after = try scratch.text("share/history.csv")
      #expect(after.hasPrefix(before) && after.count > before.count)
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: link.path)
          == scratch.url("share/history.csv").path)
    }
  }

  /// One night at a time, and nothing is accepted meanwhile.
  @Test func twoAtOnce() throws {
    try Scratch.with { scratch in
      let workspace = try Workspace(near: scratch.root, environment: [:])
      let lock = try FolderLock(
        scratch.url("results/perf"), in: workspace)
      let program = try scratch.fake("p")
      #expect(try scratch.nightly(program).status == 75)
      let taken = try scratch.nightly(
        program, "--accept", "a", "--reason", "why")
      #expect(taken.status == 75)
      lock.release()
      #expect(try scratch.nightly(program).status == 3)
    }
  }
}
