import Foundation

/// One line of a journal: a row with a checksum in front of it.
///
///     {"crc32":"0a1b2c3d","identity":"...","values":{...}}
///
/// The sum covers all that follows the comma behind it, without the newline.
/// The line is JSON for whoever does not care.
enum RunLogLine {
  private static let start = Array(#"{"crc32":""#.utf8)
  private static let end = Array(#"","#.utf8)
  private static let digits = 8

  /// `row` as a line, newline included.
  static func encode(_ row: RunLog.Row) throws -> [UInt8] {
    let rest = try JSONLine.encode(row).dropFirst()
    return start + Array(checksum(rest.dropLast()).utf8) + end + rest
  }

  /// The rows in `line`, and the number of pieces that are none.
  ///
  /// A process that was cut off within a line leaves its first part in front of
  /// the next row of another. So a row begins wherever its first key stands;
  /// within a text, whose quotes have backslashes, that cannot be.
  static func decode(
    _ line: [UInt8]
  ) -> (rows: [RunLog.Row], damaged: Int) {
    var starts = [0]
    for index in line.indices.dropFirst()
    where line[index] == start[0] && line[index...].starts(with: start) {
      starts.append(index)
    }
    let pieces = zip(starts, starts.dropFirst() + [line.count]).map {
      line[$0..<$1]
    }
    let rows = pieces.compactMap(row)
    return (rows, pieces.count - rows.count)
  }

  /// The row of a piece that is whole.
  private static func row(_ piece: ArraySlice<UInt8>) -> RunLog.Row? {
    let rest = piece.dropFirst(start.count)
    guard piece.starts(with: start),
      rest.dropFirst(digits).starts(with: end)
    else { return nil }
    let covered = rest.dropFirst(digits + end.count)
    guard checksum(covered).utf8.elementsEqual(rest.prefix(digits)) else {
      return nil
    }
    return JSONLine.decode(RunLog.Row.self, from: piece)
  }
}
