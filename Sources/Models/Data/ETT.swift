import Foundation

/// Electricity transformer temperature: hourly rows of six loads and the oil
/// temperature OT (Zhou et al., AAAI 2021).
public enum ETT {
  /// The columns after `date`.
  public static let columns = [
    "HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "OT",
  ]

  /// All columns of a file such as `ETTh1.csv`.
  ///
  /// - Throws: ``DataError``, with line and column for a bad cell.
  public static func read(_ file: URL) throws -> TimeSeries {
    try read(bytesOfFile(file), file: file.relativePath)
  }

  static func read(_ data: Data, file: String) throws -> TimeSeries {
    let table = try PlainCSV(data, file: file)
    let names = table.rows[0].cells.map(\.text)
    guard names == ["date"] + columns else {
      throw DataError.table(
        file: file, line: 1, column: nil,
        .header(
          String(names.joined(separator: ",").prefix(200)),
          expected: (["date"] + columns).joined(separator: ",")))
    }
    guard table.rows.count > 1 else {
      throw DataError.table(file: file, line: 2, column: nil, .empty)
    }
    var values = columns.map { _ in [Double]() }
    var before: PlainCSV.Cell?
    for row in table.rows.dropFirst() {
      try table.check(row, cells: columns.count + 1)
      before = try checkDate(row, after: before, table)
      for index in columns.indices {
        values[index].append(try table.number(row, index + 1))
      }
    }
    return TimeSeries(columns: columns, values: values)
  }

  /// Dates of this form are in order when their bytes are.
  private static func checkDate(
    _ row: PlainCSV.Row, after before: PlainCSV.Cell?, _ table: PlainCSV
  ) throws -> PlainCSV.Cell {
    let cell = row.cells[0]
    let form = "0000-00-00 00:00:00".utf8
    let fits =
      cell.bytes.count == form.count
      && zip(cell.bytes, form).allSatisfy {
        $1 == 0x30 ? isDigit($0) : $0 == $1
      }
    guard fits else {
      throw table.fault(row, cell, expected: "a date: 2016-07-01 00:00:00")
    }
    if let before, !before.bytes.lexicographicallyPrecedes(cell.bytes) {
      throw DataError.table(
        file: table.file, line: row.line, column: 1,
        .order(cell.text, after: before.text))
    }
    return cell
  }
}
