import Foundation
import Tables

/// The verdicts that somebody has accepted, as `verdicts.csv` keeps them
/// beside the results.
///
///     experiment,claim,verdict,before,reason
///     costs,fit,reproduced,,as first computed
///     costs,dear,not reproduced,reproduced,headers are charged now
///
/// Invariants: a claim of an experiment has at most one row, each row a
/// reason. There are no dates: the file says what holds, version control when
/// it came about.
public struct AcceptedVerdicts: Equatable, Sendable {
  /// What was accepted of a claim.
  public struct Row: Equatable, Sendable {
    /// The experiment that makes the claim.
    public var experiment: String
    /// The claim's name.
    public var claim: String
    /// The verdict; `nil` if it was accepted that there is none any more.
    public var verdict: ClaimVerdict.Verdict?
    /// What was accepted before, in words; empty for a claim that was new.
    public var before: String
    /// Why this was accepted.
    public var reason: String

    /// A row from its parts.
    public init(
      experiment: String, claim: String, verdict: ClaimVerdict.Verdict?,
      before: String, reason: String
    ) {
      self.experiment = experiment
      self.claim = claim
      self.verdict = verdict
      self.before = before
      self.reason = reason
    }
  }

  /// The name of the file in a folder of results.
  public static let fileName = "verdicts.csv"

  /// The columns of the file.
  public static let columns = [
    "experiment", "claim", "verdict", "before", "reason",
  ]

  /// The rows in the order of the file.
  public private(set) var rows: [Row]

  /// Nothing accepted yet.
  public init() { rows = [] }

  /// What is accepted in the folder `results`; `nil` if it has no such file.
  ///
  /// - Throws: ``AcceptedVerdictsError`` or `TableError`.
  public init?(in results: URL) throws {
    let file = results.appendingPathComponent(Self.fileName)
    do {
      try self.init(reading: file)
    } catch TableError.missing {
      return nil
    }
  }

  private init(reading file: URL) throws {
    // The table reads a last line without an end; here it may be half a line.
    let table = try Self.whole(file)
    guard table.columns == Self.columns else {
      throw AcceptedVerdictsError.columns(table.columns, file: table.file)
    }
    rows = []
    var lines: [String: Int] = [:]
    for (index, cells) in table.rows.enumerated() {
      let line = table.line(ofRow: index)
      let row = try Row(cells, file: table.file, line: line)
      let key = row.experiment + "/" + row.claim
      if let first = lines.updateValue(line, forKey: key) {
        throw AcceptedVerdictsError.twice(
          key, first: first, file: table.file, line: line)
      }
      rows.append(row)
    }
  }

  private static func whole(_ url: URL) throws -> Table {
    if let bytes = try? Data(contentsOf: url),
      bytes.last != UInt8(ascii: "\n")
    {
      let ends = bytes.count { $0 == UInt8(ascii: "\n") }
      throw AcceptedVerdictsError.cutOff(file: url.relativePath, line: ends + 1)
    }
    return try Table(reading: url)
  }

  /// The row of a claim. Complexity: O(rows).
  public func row(_ experiment: String, _ claim: String) -> Row? {
    rows.first { $0.experiment == experiment && $0.claim == claim }
  }

  /// How `verdicts` differ from what is accepted: first the claims that were
  /// judged, in their order, then those that are judged no more.
  ///
  /// - Complexity: O(verdicts x rows).
  public func changes(to verdicts: [ClaimVerdict]) -> [VerdictChange] {
    let judged = verdicts.compactMap { verdict -> VerdictChange? in
      let row = row(verdict.experiment, verdict.claim.id)
      if let row, row.verdict == verdict.verdict { return nil }
      return VerdictChange(
        experiment: verdict.experiment, claim: verdict.claim.id,
        accepted: row.map { Self.words($0.verdict) }, found: verdict.verdict)
    }
    let gone = rows.filter { row in
      row.verdict != nil
        && !verdicts.contains {
          $0.experiment == row.experiment && $0.claim.id == row.claim
        }
    }
    return judged
      + gone.map {
        VerdictChange(
          experiment: $0.experiment, claim: $0.claim,
          accepted: Self.words($0.verdict), found: nil)
      }
  }

  /// Accepts `changes` for `reason`. The claims of `verdicts` come first, in
  /// their order.
  public mutating func accept(
    _ changes: [VerdictChange], of verdicts: [ClaimVerdict], reason: String
  ) {
    for change in changes {
      rows.removeAll {
        $0.experiment == change.experiment && $0.claim == change.claim
      }
      rows.append(
        Row(
          experiment: change.experiment, claim: change.claim,
          verdict: change.found, before: change.accepted ?? "", reason: reason))
    }
    let judged = verdicts.compactMap { row($0.experiment, $0.claim.id) }
    rows = judged + rows.filter { !judged.contains($0) }
  }

  /// The file's text.
  ///
  /// - Throws: `TableError` for texts that make no table.
  public func table() throws -> Table {
    try Table(
      columns: Self.columns,
      rows: rows.map {
        [
          $0.experiment, $0.claim, Self.words($0.verdict), $0.before, $0.reason,
        ]
      }, file: Self.fileName)
  }

  /// What stands in the file for a claim that is judged no more.
  static let notJudged = "not judged"

  /// A verdict as the file has it.
  static func words(_ verdict: ClaimVerdict.Verdict?) -> String {
    verdict?.rawValue ?? notJudged
  }

  /// All that can stand in the column `verdict`.
  static let allWords =
    ClaimVerdict.Verdict.allCases.map(\.rawValue) + [notJudged]
}

extension AcceptedVerdicts.Row {
  /// The row in `cells`, which are as many as there are columns.
  fileprivate init(_ cells: [String], file: String, line: Int) throws {
    typealias Fault = AcceptedVerdictsError
    for (column, cell) in zip(AcceptedVerdicts.columns, cells)
    where cell.isEmpty && column != "before" {
      throw Fault.emptyCell(column, file: file, line: line)
    }
    for (word, column) in [(cells[2], "verdict"), (cells[3], "before")]
    where !word.isEmpty && !AcceptedVerdicts.allWords.contains(word) {
      throw Fault.word(word, column: column, file: file, line: line)
    }
    self.init(
      experiment: cells[0], claim: cells[1],
      verdict: ClaimVerdict.Verdict(rawValue: cells[2]), before: cells[3],
      reason: cells[4])
  }
}
