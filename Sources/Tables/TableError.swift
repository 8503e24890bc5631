import Diagnostics

/// What can be wrong with a table or its CSV file.
public enum TableError: Equatable, Sendable {
  /// There is no such file.
  case missing(String)
  /// The file is there, but the system does not let it be read.
  case unreadable(String, reason: String)
  /// The file could not be written.
  case unwritable(String, reason: String)
  /// The file has not even a header.
  case emptyFile(String)
  /// The file has a header and nothing else.
  case noRows(String)
  /// A byte is not UTF-8.
  case notUTF8(file: String, line: Int, column: Int)
  /// Double quotes stand where RFC 4180 does not allow them.
  case quoting(Quoting, file: String, line: Int, column: Int)
  /// A row has more or fewer cells than the header.
  case raggedRow(cells: Int, columns: Int, file: String, line: Int)
  /// Two columns have the same name.
  case duplicateColumn(String, file: String)
  /// No column has the name.
  case unknownColumn(String, known: [String], file: String)
  /// A cell of a column of numbers holds something else.
  case notANumber(String, column: String, file: String, line: Int)

  /// The ways in which double quotes can be wrong.
  public enum Quoting: Equatable, Sendable {
    /// A quote inside a cell that did not begin with one.
    case quoteInPlainCell
    /// Something other than a comma or a line end after the closing quote.
    case textAfterQuote
    /// The text ends before the closing quote.
    case quoteNeverClosed
  }
}

extension TableError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .missing(let file):
      Diagnosis(
        "there is no such file", at: .init(file: file),
        remedy: "check the path, or run the experiment that writes it")
    case .unreadable(let file, let reason):
      Diagnosis("cannot read the file: \(reason)", at: .init(file: file))
    case .unwritable(let file, let reason):
      Diagnosis(
        "cannot write the file: \(reason)", at: .init(file: file),
        remedy: "check that the folder exists, is writable and has room",
        exit: .data)
    case .emptyFile(let file):
      Diagnosis(
        "the file is empty", at: .init(file: file),
        expected: "CSV with the names of the columns in the first line",
        remedy: "run the experiment that writes it again")
    case .noRows(let file):
      Diagnosis(
        "the table has a header but no rows", at: .init(file: file),
        expected: "at least one row",
        remedy: "run the experiment that writes it again")
    case .notUTF8(let file, let line, let column):
      Diagnosis(
        "this byte is not UTF-8", at: .init(file, line, column),
        expected: "text in UTF-8", remedy: "convert the file, as iconv does")
    case .quoting(let kind, let file, let line, let column):
      Diagnosis(
        kind.words, at: .init(file, line, column),
        expected: "cells quoted as RFC 4180 says: \"a, \"\"b\"\"\"")
    case .raggedRow(let cells, let columns, let file, let line):
      Diagnosis(
        "the row has \(count(cells, "cell"))", at: .init(file, line),
        expected: "\(count(columns, "cell")), one per column",
        remedy: "quote the cells that hold commas; leave no blank lines")
    case .duplicateColumn(let name, let file):
      Diagnosis(
        "two columns are called '\(name)'", at: .init(file, 1),
        expected: "distinct names")
    case .unknownColumn(let name, let known, let file):
      Diagnosis(
        "there is no column '\(name)'", at: .init(file, 1),
        remedy: didYouMean(name, among: known))
    case .notANumber(let cell, let column, let file, let line):
      Diagnosis(
        "'\(cell)' in column '\(column)' is not a number",
        at: .init(file, line),
        expected: "a decimal number such as 0.25 or 1e-3")
    }
  }
}

extension TableError.Quoting {
  fileprivate var words: String {
    switch self {
    case .quoteInPlainCell: "a double quote inside a cell without quotes"
    case .textAfterQuote: "text after the closing double quote of a cell"
    case .quoteNeverClosed: "the double quote that opens here never closes"
    }
  }
}

extension Diagnosis.Location {
  fileprivate init(_ file: String, _ line: Int, _ column: Int? = nil) {
    self.init(file: file, line: line, column: column)
  }
}

private func count(_ n: Int, _ noun: String) -> String {
  n == 1 ? "1 \(noun)" : "\(n) \(noun)s"
}
