import Foundation
import Tables
import TestBasics
import Testing

@testable import Regression

struct HistoryTests {
  private let header = HistoryRow.columns.joined(separator: ",") + "\n"
  private let row =
    "n-1,1,2026-03-31T04:05:06Z,abc,box,gemm,wall,up,ref,1.5,9,2,0.25,,\n"

  private func read(_ text: String) throws -> History {
    var history: History?
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("history.csv")
      try Data(text.utf8).write(to: url)
      history = try History(reading: url)
    }
    return try history ?? History()
  }

  /// A line or cell of the file, and what is said when it is broken.
  @Test(arguments: [
    ("", "error: the file is empty"),
    ("value\n", ":1: error: there is no column 'run'"),
    (
      "H,extra\n", "error: nothing is known of a column 'extra'"
    ),
    ("Hn-1,1,2026-03", ":2: error: the file ends within a line"),
    ("HRn-2,1", ":3: error: the file ends within a line"),
    ("HRR", ":3: error: run 'n-1' has measured 'gemm' already, in line 2"),
    ("HRx,1\n", ":3: error: the row has 2 cells"),
    ("H[1.5=nan]", ":2: error: 'nan' in the column 'value' cannot be"),
    ("H[1.5=inf]", "'inf' in the column 'value' cannot be"),
    ("H[1.5=]", "there is nothing in the column 'value'"),
    ("H[1.5=fast]", "expected: a number, 0 or of a size from"),
    ("H[1.5=1e101]", "'1e101' in the column"),
    ("H[,9,=,0,]", "'0' in the column 'repetitions' cannot be"),
    ("H[,2,=,-2,]", "expected: a number, 0 or from 1e-100 to 1e100"),
    ("H[wall=clock]", "expected: deterministic, counted, wall"),
    ("H[up=left]", "expected: up, down"),
    ("H[-31T=-32T]", "expected: a date in UTC such as"),
    ("H[box=]", "there is nothing in the column 'machine'"),
    (
      "HR[gemm=conv][abc=abd]",
      ":3: error: the commit of 'n-1' is 'abd' here and 'abc' in line 2"
    ),
    ("HR[gemm=conv][box=den]", "the machine of 'n-1' is 'den' here"),
    ("HR[n-1=n-2][wall=counted]", "the family of 'gemm' is 'counted' here"),
    ("HR[n-1=n-2][ref=s]", "the unit of 'gemm' is 's' here and 'ref' in"),
    ("HR[n-1=n-2][up=down]", "the worse of 'gemm' is 'down' here"),
    ("H\"n-1", "error: the file ends within a line"),
    ("H[0.25,,=0.25,n-0,]", "there is nothing in the column 'base_value'"),
    ("H[0.25,,=0.25,,1.4]", "there is nothing in the column 'base_run'"),
    ("H[0.25,,=0.25,n-0,0]", "'0' in the column 'base_value' cannot be"),
    // A base is of an earlier run, of the same machine.
    ("H[0.25,,=0.25,n-0,1.4]", ":2: error: no run of the history is called"),
    ("H[0.25,,=0.25,n-1,1.4]", ":2: error: no run of the history is called"),
    (
      "HR[n-1=n-2][box=den][0.25,,=0.25,n-1,1.4]",
      ":3: error: no run of the history is called 'n-1'"
    ),
  ])
  func aBrokenFileIsAnError(recipe: String, message: String) {
    let told = complaint { _ = try read(text(recipe)) }
    #expect(told.contains(message), "\(recipe): \(told)")
    #expect(told.contains("history.csv"))
    #expect(told.contains("remedy: ") || told.contains("expected: "))
  }

  /// H is the header, R a row; [a=b] a row with b in place of a.
  private func text(_ recipe: String) -> String {
    var row = row
    var rest = recipe[...]
    var hasChange = false
    while let open = rest.firstIndex(of: "["),
      let close = rest.firstIndex(of: "]")
    {
      let parts = rest[rest.index(after: open)..<close]
        .split(separator: "=", omittingEmptySubsequences: false)
      row = row.replacingOccurrences(
        of: String(parts[0]), with: String(parts[1]))
      rest.removeSubrange(open...close)
      hasChange = true
    }
    let text = rest.map { letter in
      switch letter {
      case "H": rest.hasPrefix("H,") ? String(header.dropLast()) : header
      case "R": self.row
      default: String(letter)
      }
    }.joined()
    return text + (hasChange ? row : "")
  }

  @Test func aHeaderAloneIsAHistoryOfNothing() throws {
    let history = try read(header)
    #expect(history.measurements.isEmpty)
    #expect(try Comparison(of: history).outcome == .nothingMeasured)
  }

  @Test func aMissingFileIsAnError() {
    let url = URL(fileURLWithPath: "/nowhere/history.csv")
    #expect(throws: TableError.missing("/nowhere/history.csv")) {
      try History(reading: url)
    }
  }

  @Test func whatIsAppendedIsReadAndOlderLinesStay() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("history.csv")
      var all: [HistoryRow] = []
      var bytes = Data()
      for run in 0..<5 {
        var random = SeededNumbers(seed: run)
        let new = ["a", "b,\"c\"\n", "d"].map {
          measurement(
            $0, run: run, Double.random(in: 0...1, using: &random),
            duration: run == 2 ? nil : 0.1,
            base: run < 3 ? nil : .init(run: "n-001", value: 0.75))
        }
        all += new
        let history = try History.append(new, to: url)
        let after = try Data(contentsOf: url)
        #expect(after.starts(with: bytes))
        bytes = after
        #expect(history.measurements == all)
        #expect(try History(reading: url) == history)
      }
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
          == ["history.csv"])
    }
  }

  /// What must not be appended, and what is said.
  @Test func aBadAppendLeavesTheFileAsItWas() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("history.csv")
      try History.append([measurement("a", run: 1, 5)], to: url)
      let before = try Data(contentsOf: url)
      let bad: [([HistoryRow], String)] = [
        ([], "nothing was measured"),
        ([measurement("a", run: 1, 6)], "has measured 'a' already, in line 2"),
        ([measurement("a", run: 2, .nan)], ":3: error: 'nan'"),
        (
          [measurement("b", run: 2, 1), measurement("b", run: 2, 1)],
          "in line 3"
        ),
        ([measurement("a", run: 2, 1, family: .counted)], "the family of 'a'"),
        ([measurement("", run: 2, 1)], "nothing in the column 'series'"),
        (
          ["n-001", "n-000"].enumerated().map {
            measurement(
              "a", run: 2, 5, attempt: $0 + 2, base: .init(run: $1, value: 1))
          }, "the base_run of 'a' of 'n-002' is 'n-000' here and 'n-001' in"
        ),
      ]
      for (new, message) in bad {
        let told = complaint { try History.append(new, to: url) }
        #expect(told.contains(message), "\(told)")
        #expect(try Data(contentsOf: url) == before)
      }
      try (before + Data("n-2,1,2026".utf8)).write(to: url)
      #expect(
        complaint { try History.append([measurement("a", run: 3, 6)], to: url) }
          .contains("the file ends within a line"))
    }
  }

  @Test func theOrderOfRowsIsIrrelevant() throws {
    var rows: [HistoryRow] = []
    for index in 0..<4 {
      rows += measurements("s\(index)", noisy(30, step: 0.1, at: 20))
    }
    rows += measurements("n", [1, 1, 2], family: .counted)
    rows.append(measurement("s1", run: 29, 111, attempt: 2))
    let expected = try Comparison(of: History(rows))
    for seed in 0..<20 {
      var random = SeededNumbers(seed: seed)
      let shuffled = try Comparison(
        of: History(rows.shuffled(using: &random)))
      #expect(shuffled == expected)
      #expect(try shuffled.json() == expected.json())
    }
  }

  @Test(arguments: [
    ("2026-03-31T04:05:06Z", true), ("2024-02-29T23:59:60Z", true),
    ("2026-02-29T00:00:00Z", false), ("2000-02-29T00:00:00Z", true),
    ("1900-02-29T00:00:00Z", false), ("2026-04-31T00:00:00Z", false),
    ("2026-12-31T00:00:00Z", true), ("2026-12-00T00:00:00Z", false),
    ("2026-13-01T00:00:00Z", false), ("2026-00-01T00:00:00Z", false),
    ("2026-01-01T24:00:00Z", false), ("2026-01-01 00:00:00Z", false),
    ("2026-01-01T00:00:00", false), ("２026-01-01T00:00:00Z", false),
    ("", false),
  ])
  func dates(text: String, isDate: Bool) {
    #expect(HistoryRow.isDate(text) == isDate)
  }

  @Test func aMachineIsNamedByWhatMakesTimesDiffer() {
    #expect(
      HistoryRow.machineKey(
        cpu: "Some   CPU\t@ 2 GHz ", cores: 2, system: "Linux x86_64")
        == "Some CPU @ 2 GHz; 2 cores; Linux x86_64")
  }
}
