import Foundation

/// optdigits of UCI: 3,823 + 1,797 handwritten digits of 8 x 8 pixels from 0
/// to 16 (Alpaydin, Kaynak 1998).
public enum OptDigits {
  private static let pixels = 64

  /// One part from `folder`: `optdigits.tra` or `optdigits.tes`.
  ///
  /// - Throws: ``DataError``.
  public static func read(_ folder: URL, _ part: DataPart) throws
    -> LabeledImages
  {
    try read(
      folder.appendingPathComponent(
        part == .train ? "optdigits.tra" : "optdigits.tes"))
  }

  /// The digits of a file: 64 pixels and the class in each line; some copies
  /// begin with a line of names.
  ///
  /// - Throws: ``DataError``, with line and column for a bad cell.
  public static func read(_ file: URL) throws -> LabeledImages {
    try read(bytesOfFile(file), file: file.relativePath)
  }

  static func read(_ data: Data, file: String) throws -> LabeledImages {
    let table = try PlainCSV(data, file: file)
    let first = table.rows[0].cells[0].bytes.first ?? 0
    let isNamed = (0x41...0x5A).contains(first & 0xDF)
    let rows = table.rows[(isNamed ? 1 : 0)...]
    guard !rows.isEmpty else {
      throw DataError.table(file: file, line: 2, column: nil, .empty)
    }
    var values: [UInt8] = []
    var labels: [UInt8] = []
    for row in rows {
      try table.check(row, cells: pixels + 1)
      for cell in 0..<pixels {
        values.append(UInt8(try table.integer(row, cell, in: 0...16)))
      }
      labels.append(UInt8(try table.integer(row, pixels, in: 0...9)))
    }
    return LabeledImages(
      height: 8, width: 8, classes: 10, white: 16, pixels: values,
      labels: labels)
  }
}
