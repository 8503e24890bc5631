import Foundation
import TestBasics
import Testing

@testable import Regression

struct AcceptancesTests {
  private let rows =
    measurements("a", [5, 6], family: .deterministic)
    + measurements("b", [7, 9], family: .deterministic)

  @Test func whatIsAcceptedIsRightFromThenOn() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent(Acceptances.fileName)
      let history = try History(rows)
      #expect(try Acceptances(reading: url).rows.isEmpty)
      try Acceptances.accept(
        ["a"], on: "box", of: history, reason: "longer headers, \"v2\"",
        in: url)
      let first = try Data(contentsOf: url)
      #expect(
        String(decoding: first, as: UTF8.self) == """
          machine,series,run,commit,reason
          box,a,n-001,c1,"longer headers, ""v2""\"

          """)
      let one = try Comparison(
        of: history, accepted: Acceptances(reading: url))
      #expect(one.series(.regression).map(\.series.name) == ["b"])
      #expect(one.series(.noHistory).map(\.series.name) == ["a"])
      try Acceptances.accept(
        ["*"], on: "box", of: history, reason: "new compiler", in: url)
      #expect(try Data(contentsOf: url).starts(with: first))
      // A run later both are as accepted; then one changes again.
      let next = [
        measurement("a", run: 2, 6, family: .deterministic),
        measurement("b", run: 2, 8, family: .deterministic),
      ]
      let two = try Comparison(
        of: History(rows + next), accepted: Acceptances(reading: url))
      #expect(two.series(.unchanged).map(\.series.name) == ["a"])
      #expect(two.series(.improvement).map(\.series.name) == ["b"])
    }
  }

  /// A star takes what the run has measured, and leaves what it has not.
  @Test func aStarTakesWhatWasMeasured() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent(Acceptances.fileName)
      let only = [measurement("b", run: 2, 9, family: .deterministic)]
      let added = try Acceptances.accept(
        ["*"], on: "box", of: History(rows + only), reason: "seen", in: url)
      #expect(added.map(\.series) == ["b"])
      let both = [
        measurement("a", run: 3, 6, family: .deterministic),
        measurement("b", run: 3, 9, family: .deterministic),
      ]
      let next = try Comparison(
        of: History(rows + only + both), accepted: Acceptances(reading: url))
      #expect(next.series(.regression).map(\.series.name) == ["a"])
      #expect(next.series(.unchanged).map(\.series.name) == ["b"])
    }
  }

  /// A pattern takes all that it matches, what is no longer measured too; a
  /// name with a bracket is that name.
  @Test func patterns() throws {
    try withTemporaryFolder { folder in
      let rows = ["count/a", "count/b", "time/a", "c[1]"].map {
        measurement($0, run: 0, 5, family: .deterministic)
      }
      let next = [measurement("count/a", run: 1, 6, family: .deterministic)]
      let history = try History(rows + next)
      for (pattern, names) in [
        ("count/*", ["count/a", "count/b"]),
        ("*/?", ["count/a", "count/b", "time/a"]),
        ("c[1]", ["c[1]"]), ("time/a", ["time/a"]),
      ] {
        let url = folder.appendingPathComponent(
          "\(names.count)\(names[0].count)")
        let added = try Acceptances.accept(
          [pattern], on: "box", of: history, reason: "seen", in: url)
        #expect(added.map(\.series) == names)
      }
      #expect(
        complaint {
          try Acceptances.accept(
            ["counts/*"], on: "box", of: history, reason: "r",
            in: folder.appendingPathComponent("none"))
        }.contains("no series is called 'counts/*'"))
    }
  }

  @Test func whatCannotBeAcceptedIsSaid() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent(Acceptances.fileName)
      let history = try History(rows)
      func told(_ series: String, _ machine: String, _ reason: String) -> String
      {
        complaint {
          try Acceptances.accept(
            [series], on: machine, of: history, reason: reason, in: url)
        }
      }
      #expect(told("aa", "box", "r").contains("did you mean 'a'?"))
      #expect(told("a", "bx", "r").contains("did you mean 'box'?"))
      #expect(
        told("a", "box", "").contains("nothing in the column 'reason'"))
      #expect(!FileManager.default.fileExists(atPath: url.path))
    }
  }

  /// A file of acceptances, and what is said of it.
  @Test(arguments: [
    ("", "the file is empty"),
    ("series,run\n", ":1: error: there is no column 'machine'"),
    ("machine,series,run,commit,reason\nbox,a,n-0", ":2: error: the file ends"),
    (
      "machine,series,run,commit,reason\nbox,a,n-001,c1,\n",
      ":2: error: there is nothing in the column 'reason'"
    ),
    (
      "machine,series,run,commit,reason\nbox,*,n-01,c1,r\n",
      ":2: error: no run of the history is called 'n-01'"
    ),
    (
      "machine,series,run,commit,reason\n*,a,nothing,c1,r\n",
      ":2: error: no run of the history is called 'nothing'"
    ),
  ])
  func aBrokenFileIsAnError(text: String, message: String) throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent(Acceptances.fileName)
      try Data(text.utf8).write(to: url)
      let told = complaint {
        _ = try Comparison(
          of: History(rows), accepted: Acceptances(reading: url))
      }
      #expect(told.contains(message), "\(told)")
    }
  }
}
