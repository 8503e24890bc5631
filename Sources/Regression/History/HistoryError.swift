import Diagnostics

/// What can be wrong with a history, or with what is kept beside it.
public enum HistoryError: Equatable, Sendable {
  /// The file has no byte.
  case empty(file: String)
  /// The file is a link that leads nowhere.
  case link(file: String)
  /// The file has other columns than it should.
  case columns([String], expected: [String], file: String)
  /// The file ends within a line.
  case cutOff(file: String, line: Int)
  /// A cell holds something else than its column should.
  case cell(
    String, column: String, expected: Content, file: String, line: Int)
  /// A figure of a run stands there twice.
  case twice(series: String, run: String, first: Int, file: String, line: Int)
  /// Rows that belong together disagree about what they share.
  case disagree(
    String, about: String, cell: String, before: String, first: Int,
    file: String, line: Int)
  /// There is nothing to append.
  case nothingMeasured(file: String)
  /// A run is to be judged, and the history has a later one.
  case newerRun(String, date: String, than: String, file: String)
  /// A run that was accepted, or is a base, is not in the history.
  case unknownRun(String, known: [String], file: String, line: Int)
  /// A series that is to be accepted is not in the history.
  case unknownSeries(String, known: [String])
  /// A machine that is to be judged is not in the history.
  case unknownMachine(String, known: [String])

  /// What a cell should hold.
  public enum Content: Equatable, Sendable {
    /// Anything but nothing.
    case text
    /// A date in UTC.
    case date
    /// A whole number from 1 on.
    case count
    /// A number, neither infinite nor near that.
    case number
    /// As that, and not below 0.
    case positive
    /// As that, and above 0.
    case aboveZero
    /// One of these words.
    case word([String])
  }
}

extension HistoryError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .empty(let file):
      Diagnosis(
        "the file is empty", at: .init(file: file),
        expected: "at least the line that names the columns",
        remedy: "restore it from version control, or remove it, and "
          + "\(Acceptances.fileName) beside it, to begin anew")
    case .link(let file):
      Diagnosis(
        "the link leads nowhere", at: .init(file: file),
        expected: "a file behind it",
        remedy: "mount what it leads to, or remove the link to begin anew")
    case .columns(let columns, let expected, let file):
      bad(
        Self.difference(columns, expected), file, 1,
        expected: expected.joined(separator: ","))
    case .cutOff(let file, let line):
      bad(
        "the file ends within a line", file, line,
        expected: "a line end behind the last row")
    case .cell(let cell, let column, let content, let file, let line):
      bad(
        cell.isEmpty
          ? "there is nothing in the column '\(column)'"
          : "'\(cell)' in the column '\(column)' cannot be", file, line,
        expected: content.words)
    case .twice(let series, let run, let first, let file, let line):
      bad(
        "run '\(run)' has measured '\(series)' already, in line \(first)",
        file, line, expected: "one row for each figure, run and attempt")
    case .disagree(
      let name, let about, let cell, let before, let first, let file,
      let line):
      bad(
        "the \(about) of '\(name)' is '\(cell)' here and '\(before)' in line "
          + "\(first)", file, line,
        expected:
          "the same \(about) in all its rows; a figure that has changed "
          + "its \(about) needs another name, or a new history")
    case .nothingMeasured(let file):
      Diagnosis(
        "nothing was measured", at: .init(file: file),
        expected: "at least one figure to append",
        remedy: "check that the run is not filtered to nothing")
    case .newerRun(let run, let date, let now, let file):
      Diagnosis(
        "run '\(run)' is of \(date), which is later than \(now)",
        at: .init(file: file), expected: "runs of the past",
        remedy: "check the clock of this machine, or mend that run's dates")
    case .unknownRun(let run, let known, let file, let line):
      Diagnosis(
        "no run of the history is called '\(run)'",
        at: .init(file: file, line: line),
        expected: "a run of that machine",
        remedy: nearestWord(to: run, among: known)
          .map { "did you mean '\($0)'?" }
          ?? "restore the history that has it, or remove the line")
    case .unknownSeries(let series, let known):
      Diagnosis(
        "no series is called '\(series)'",
        remedy: didYouMean(series, among: known), exit: .usage)
    case .unknownMachine(let machine, let known):
      Diagnosis(
        "the history has no machine '\(machine)'",
        remedy: didYouMean(machine, among: known), exit: .usage)
    }
  }

  private func bad(
    _ problem: String, _ file: String, _ line: Int, expected: String
  ) -> Diagnosis {
    // A damaged cell may be as long as the file.
    let short = problem.count <= 240 ? problem : problem.prefix(239) + "…"
    return Diagnosis(
      short, at: .init(file: file, line: line), expected: expected,
      remedy: "mend the line, or restore the file from version control")
  }

  private static func difference(
    _ columns: [String], _ expected: [String]
  ) -> String {
    let missing = expected.filter { !columns.contains($0) }
    let other = columns.filter { !expected.contains($0) }
    if let name = missing.first { return "there is no column '\(name)'" }
    if let name = other.first {
      return "nothing is known of a column '\(name)'"
    }
    return "the columns are in another order"
  }
}

extension HistoryError.Content {
  fileprivate var words: String {
    switch self {
    case .text: "something"
    case .date: "a date in UTC such as 2026-03-31T04:05:06Z"
    case .count: "a whole number from 1 on"
    case .number: "a number, 0 or of a size from 1e-100 to 1e100"
    case .positive: "a number, 0 or from 1e-100 to 1e100"
    case .aboveZero: "a time from 1e-100 to 1e100"
    case .word(let words): words.joined(separator: ", ")
    }
  }
}
