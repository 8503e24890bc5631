import Diagnostics

/// What can be wrong with accepted verdicts, or with accepting one.
public enum AcceptedVerdictsError: Error, Equatable {
  /// The file has other columns.
  case columns([String], file: String)
  /// The file ends within a line.
  case cutOff(file: String, line: Int)
  /// A claim has two rows.
  case twice(String, first: Int, file: String, line: Int)
  /// A cell that must say something says nothing.
  case emptyCell(String, file: String, line: Int)
  /// A word that is no verdict.
  case word(String, column: String, file: String, line: Int)
  /// A claim to accept that does not exist.
  case unknown(String, changed: [String])
  /// A claim to accept whose verdict is the accepted one.
  case unchanged(String, verdict: String)
  /// A name that several changed claims have.
  case ambiguous(String, names: [String])
}

extension AcceptedVerdictsError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .columns(let columns, let file):
      bad(
        "the columns are \(columns.joined(separator: ","))", file, 1,
        expected: AcceptedVerdicts.columns.joined(separator: ","))
    case .cutOff(let file, let line):
      bad(
        "the file ends within a line", file, line,
        expected: "a line end behind the last row")
    case .twice(let name, let first, let file, let line):
      bad(
        "the claim \(name) has a row already, in line \(first)", file, line,
        expected: "one row a claim")
    case .emptyCell(let column, let file, let line):
      bad(
        "there is nothing in the column '\(column)'", file, line,
        expected: column == "reason"
          ? "why the verdict was accepted" : "a word")
    case .word(let word, let column, let file, let line):
      bad(
        "'\(word)' in the column '\(column)' is no verdict", file, line,
        expected: AcceptedVerdicts.allWords.joined(separator: ", "))
    case .unknown(let word, let changed):
      Diagnosis(
        "no claim is called '\(word)'",
        remedy: changed.isEmpty
          ? "no verdict has changed; there is nothing to accept"
          : didYouMean(word, among: changed), exit: .usage)
    case .unchanged(let word, let verdict):
      Diagnosis(
        "the verdict on '\(word)' has not changed",
        expected: "a claim whose verdict is not the accepted one",
        remedy: "leave it out: '\(verdict)' is accepted", exit: .usage)
    case .ambiguous(let word, let names):
      Diagnosis(
        "several claims are called '\(word)'",
        expected: names.joined(separator: ", "),
        remedy: "name the experiment too", exit: .usage)
    }
  }

  private func bad(
    _ problem: String, _ file: String, _ line: Int, expected: String
  ) -> Diagnosis {
    Diagnosis(
      problem, at: .init(file: file, line: line), expected: expected,
      remedy: "mend the line, or restore the file from version control")
  }
}
