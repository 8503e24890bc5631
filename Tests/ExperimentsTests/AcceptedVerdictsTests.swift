import Foundation
import Tables
import TestBasics
import Testing

@testable import Experiments

struct AcceptedVerdictsTests {
  private static let head = "experiment,claim,verdict,before,reason\n"

  /// A verdict on the claim `name`, which is `experiment/claim`.
  private func verdict(
    _ name: String, _ verdict: ClaimVerdict.Verdict
  ) throws -> ClaimVerdict {
    let parts = name.split(separator: "/").map(String.init)
    let claim = Claim(
      id: parts[1], says: "s", value: "mean(v)",
      expect: verdict == .notReproduced ? 2 : 1, tolerance: 0,
      evidence: .published, fit: verdict == .byFit ? "a constant" : nil,
      profile: verdict == .notTestable ? "full" : nil,
      location: .init(file: "a.yaml"))
    let judged = try ClaimVerdict(
      claim, of: parts[0], by: Table(columns: ["v"], rows: [["1"]]))
    #expect(judged.verdict == verdict)
    return judged
  }

  /// What the file `text` holds.
  private func accepted(_ text: String) throws -> AcceptedVerdicts {
    try withFolder([AcceptedVerdicts.fileName: text]) { folder in
      try #require(try AcceptedVerdicts(in: folder))
    }
  }

  private static let kept =
    head + #"""
      e,same,reproduced,,first
      e,moved,reproduced by fit,reproduced,"a, ""b"""
      e,lost,not reproduced,,first
      f,same,not testable here,,first
      g,old,not judged,reproduced,left out

      """#

  @Test func theFileReadsBackAsItIs() throws {
    let accepted = try accepted(Self.kept)
    #expect(accepted.rows.count == 5)
    #expect(accepted.rows[1].reason == "a, \"b\"")
    #expect(accepted.rows[4].verdict == nil)
    #expect(try accepted.table().csvText == Self.kept)
    // A header alone is a file, too: nothing is accepted yet.
    #expect(try self.accepted(Self.head) == AcceptedVerdicts())
  }

  @Test func noFileIsNoError() throws {
    try withFolder(["other": ""]) { folder in
      let accepted = try AcceptedVerdicts(in: folder)
      #expect(accepted == nil)
    }
  }

  @Test func changes() throws {
    let verdicts = try [
      verdict("e/new", .reproduced), verdict("e/same", .reproduced),
      verdict("e/moved", .notReproduced), verdict("f/same", .notTestable),
      verdict("g/old", .reproduced),
    ]
    var accepted = try accepted(Self.kept)
    let changes = accepted.changes(to: verdicts)
    #expect(
      changes.map(\.words) == [
        "e/new: reproduced, not accepted yet",
        "e/moved: not reproduced, accepted was: reproduced by fit",
        "g/old: reproduced, accepted was: not judged",
        "e/lost: not judged, accepted was: not reproduced",
      ])
    #expect(changes.map(\.isNew) == [true, false, false, false])
    accepted.accept(Array(changes[1...]), of: verdicts, reason: "why")
    #expect(
      try accepted.table().csvText == Self.head + """
        e,same,reproduced,,first
        e,moved,not reproduced,reproduced by fit,why
        f,same,not testable here,,first
        g,old,reproduced,not judged,why
        e,lost,not judged,not reproduced,why

        """)
    #expect(accepted.changes(to: verdicts) == [changes[0]])
    accepted.accept([changes[0]], of: verdicts, reason: "new")
    #expect(accepted.changes(to: verdicts).isEmpty)
    #expect(accepted.rows[0].claim == "new")
  }

  /// Every verdict is a change from every other, and none from itself.
  @Test(arguments: ClaimVerdict.Verdict.allCases)
  func everyPair(old: ClaimVerdict.Verdict) throws {
    for new in ClaimVerdict.Verdict.allCases {
      let accepted = try accepted(Self.head + "e,c,\(old.rawValue),,x\n")
      let changes = accepted.changes(to: [try verdict("e/c", new)])
      #expect(changes.isEmpty == (old == new))
    }
  }

  @Test func names() throws {
    let verdicts = try [
      verdict("e/c", .reproduced), verdict("f/c", .reproduced),
      verdict("f/d", .reproduced), verdict("e/kept", .reproduced),
    ]
    let changes = try accepted(Self.head + "e,kept,reproduced,,x\n")
      .changes(to: verdicts)
    #expect(changes.map(changes.word) == ["e/c", "f/c", "d"])
    func named(_ words: String...) throws -> [String] {
      try changes.named(words, verdicts: verdicts).map(\.name)
    }
    #expect(try named("d", "e/c", "f/d") == ["f/d", "e/c"])
    #expect(
      throws: AcceptedVerdictsError.ambiguous("c", names: ["e/c", "f/c"])
    ) { try named("c") }
    #expect(
      throws: AcceptedVerdictsError.unchanged("kept", verdict: "reproduced")
    ) { try named("kept") }
    #expect(
      throws: AcceptedVerdictsError.unknown("x", changed: ["e/c", "f/c", "d"])
    ) { try named("x") }
  }

  /// What is wrong with a file is told with its line.
  @Test(
    arguments: [
      ("", 1, "the file ends within a line"),
      (String(head.dropLast()), 1, "the file ends within a line"),
      (head + "e,c,repro", 2, "the file ends within a line"),
      (head + "e,c,reproduced,,x\ne,d,reproduced,,x", 3, "the file ends"),
      ("experiment,claim,verdict\ne,c,reproduced\n", 1, "the columns are"),
      ("\n", 1, "the columns are"),
      (
        head + "e,c,reproduced,,x\nf,c,reproduced,,x\ne,c,reproduced,,y\n", 4,
        "the claim e/c has a row already, in line 2"
      ),
      (head + "e,c,reproducd,,x\n", 2, "'reproducd' in the column 'verdict'"),
      (head + "e,c,reproduced,was,x\n", 2, "'was' in the column 'before'"),
      (head + "e,c,reproduced,,\n", 2, "nothing in the column 'reason'"),
      (head + "e,,reproduced,,x\n", 2, "nothing in the column 'claim'"),
      (head + "e,c,,,x\n", 2, "nothing in the column 'verdict'"),
      (head + "e,c,reproduced,x\n", 2, "the row has 4 cells"),
      (head + "\n", 2, "the row has 1 cell"),
      (head + "e,c,reproduced,,\"x\n", 2, "never closes"),
    ] as [(String, Int, String)])
  func badFiles(text: String, line: Int, problem: String) throws {
    let told = complaint { _ = try accepted(text) }
    #expect(told.contains("verdicts.csv:\(line)"))
    #expect(told.contains(problem), "\(told)")
    #expect(told.contains("\n  remedy: ") || told.contains("\n  expected: "))
  }

  /// Wherever the file is cut, it is told, unless whole lines are left.
  @Test func everyCut() throws {
    for length in 0..<Self.kept.count {
      let text = String(Self.kept.prefix(length))
      let told = complaint { _ = try accepted(text) }
      let isWhole = text.hasSuffix("\n")
      #expect(told.contains("ends within a line") != isWhole, "\(length)")
    }
  }
}
