/// A table of text cells under named columns, as a CSV file holds it.
///
/// ```swift
/// let table = try Table(reading: URL(fileURLWithPath: "results/loss.csv"))
/// let errors = try table.numbers(in: "mse")
/// ```
///
/// Invariants: column names are distinct, there is at least one, and every
/// row has a cell for each. The initialisers and ``append(_:)`` check them, so
/// no reader of a table has to.
public struct Table: Sendable {
  /// The names of the columns, in the order of the file.
  public let columns: [String]
  /// The cells, row by row; each row is as long as ``columns``.
  public private(set) var rows: [[String]]
  /// What errors call the table: the path of its file as the user gave it.
  public let file: String
  /// The line on which each row begins; the header is line 1.
  private var lines: [Int]
  private let indexOfColumn: [String: Int]

  /// A table from its parts.
  ///
  /// `file` is the name that errors use.
  /// Throws ``TableError`` if there is no column, a column comes twice, or a
  /// row has more or fewer cells than there are columns.
  public init(
    columns: [String], rows: [[String]] = [], file: String = "table"
  ) throws {
    try self.init(columns: columns, file: file)
    for row in rows { try append(row) }
  }

  init(columns: [String], file: String) throws {
    guard !columns.isEmpty else { throw TableError.emptyFile(file) }
    var index: [String: Int] = [:]
    for (position, name) in columns.enumerated() {
      guard index.updateValue(position, forKey: name) == nil else {
        throw TableError.duplicateColumn(name, file: file)
      }
    }
    self.columns = columns
    self.file = file
    rows = []
    lines = []
    indexOfColumn = index
  }

  /// Adds a row at the end.
  ///
  /// Throws ``TableError/raggedRow(cells:columns:file:line:)`` if it is not as
  /// long as ``columns``. Complexity: amortised O(cells).
  public mutating func append(_ row: [String]) throws {
    try append(row, line: rows.count + 2)
  }

  mutating func append(_ row: [String], line: Int) throws {
    guard row.count == columns.count else {
      throw TableError.raggedRow(
        cells: row.count, columns: columns.count, file: file, line: line)
    }
    rows.append(row)
    lines.append(line)
  }

  /// The line of the file on which a row begins, counted from 1.
  public func line(ofRow row: Int) -> Int {
    lines.indices.contains(row) ? lines[row] : row + 2
  }

  /// The position of a column.
  ///
  /// Throws ``TableError/unknownColumn(_:known:file:)`` if there is none of
  /// that name. Complexity: O(1).
  public func index(of column: String) throws -> Int {
    guard let index = indexOfColumn[column] else {
      throw TableError.unknownColumn(column, known: columns, file: file)
    }
    return index
  }

  /// The cells of a column, from the first row to the last.
  ///
  /// Throws if there is no such column. Complexity: O(rows).
  public func cells(in column: String) throws -> [String] {
    let index = try index(of: column)
    return rows.map { $0[index] }
  }

  /// The numbers of a column, from the first row to the last.
  ///
  /// Throws if there is no such column, or at the first cell that is not a
  /// number (``number(in:)`` says what one is). Complexity: O(rows).
  public func numbers(in column: String) throws -> [Double] {
    let index = try index(of: column)
    return try rows.indices.map { row in
      guard let number = Table.number(in: rows[row][index]) else {
        throw TableError.notANumber(
          rows[row][index], column: column, file: file, line: line(ofRow: row))
      }
      return number
    }
  }

  /// The table itself, if it has rows: an empty result is never a result.
  ///
  /// Throws ``TableError/noRows(_:)`` otherwise.
  public func requiringRows() throws -> Table {
    guard !rows.isEmpty else { throw TableError.noRows(file) }
    return self
  }
}

/// Tables are equal if their columns and cells are, wherever they came from.
extension Table: Equatable {
  /// Whether columns and cells are the same.
  public static func == (a: Table, b: Table) -> Bool {
    a.columns == b.columns && a.rows == b.rows
  }
}
