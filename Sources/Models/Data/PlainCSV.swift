import Foundation

/// Comma-separated cells without quotes, as the public data files have them.
struct PlainCSV {
  /// A cell and where it begins, in characters from 1.
  struct Cell {
    let bytes: ArraySlice<UInt8>
    let column: Int
    /// What it holds; a long cell is cut short.
    var text: String {
      let text = String(decoding: bytes.prefix(40), as: UTF8.self)
      return bytes.count > 40 ? text + "..." : text
    }
  }

  /// A line, from 1, and its cells.
  struct Row {
    let line: Int
    let cells: [Cell]
  }

  let file: String
  let rows: [Row]

  /// All rows of `data`; lines end with LF or CR LF, and the last may.
  ///
  /// - Complexity: O(bytes).
  init(_ data: Data, file: String) throws {
    self.file = file
    let bytes = [UInt8](data)
    var rows: [Row] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      let isCRLF = end > start && bytes[end - 1] == 0x0D
      rows.append(
        Self.row(bytes[start..<(isCRLF ? end - 1 : end)], rows.count + 1))
      start = end + 1
    }
    guard !rows.isEmpty else {
      throw DataError.table(file: file, line: 1, column: nil, .empty)
    }
    self.rows = rows
  }

  private static func row(_ line: ArraySlice<UInt8>, _ number: Int) -> Row {
    var cells: [Cell] = []
    var start = line.startIndex
    var column = 1
    while true {
      let end = line[start...].firstIndex(of: 0x2C) ?? line.endIndex
      let cell = line[start..<end]
      cells.append(Cell(bytes: cell, column: column))
      guard end < line.endIndex else { break }
      // Bytes that continue a character do not count.
      column += 1 + cell.count { $0 & 0xC0 != 0x80 }
      start = end + 1
    }
    return Row(line: number, cells: cells)
  }

  /// Refuses a row that has not `count` cells.
  func check(_ row: Row, cells count: Int) throws {
    guard row.cells.count == count else {
      throw DataError.table(
        file: file, line: row.line, column: nil,
        .cells(row.cells.count, expected: count))
    }
  }

  /// The error about one cell.
  func fault(_ row: Row, _ cell: Cell, expected: String) -> DataError {
    .table(
      file: file, line: row.line, column: cell.column,
      .cell(cell.text, expected: expected))
  }

  /// The integer from `range` in a cell.
  func integer(_ row: Row, _ cell: Int, in range: ClosedRange<Int>) throws
    -> Int
  {
    let cell = row.cells[cell]
    var value = 0
    for byte in cell.bytes {
      guard isDigit(byte), value <= range.upperBound else {
        value = .max
        break
      }
      value = 10 * value + Int(byte - 0x30)
    }
    guard !cell.bytes.isEmpty, range.contains(value) else {
      throw fault(
        row, cell,
        expected: "an integer from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// The finite decimal number in a cell.
  func number(_ row: Row, _ cell: Int) throws -> Double {
    let cell = row.cells[cell]
    // Only digits, signs, point and exponent: `Double` would also take
    // "nan", "inf" and hexadecimal numbers.
    let isPlain = cell.bytes.allSatisfy {
      isDigit($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0)
    }
    guard isPlain,
      let value = Double(String(decoding: cell.bytes, as: UTF8.self)),
      value.isFinite
    else { throw fault(row, cell, expected: "a finite number") }
    return value
  }
}
