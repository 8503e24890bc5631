import Foundation
import Tables

/// The table in a file that is only ever appended to.
///
/// A last line without an end may be half a line, as of a writer that was
/// killed, so it is an error, where a CSV file otherwise may end so.
///
/// - Throws: `TableError` if the file is missing or no CSV, ``HistoryError`` if
///   it is empty, cut off, or has other columns than `columns`.
func wholeTable(
  reading url: URL, columns: [String]
) throws -> (table: Table, bytes: Data) {
  // What cannot be read, the table says better.
  let bytes =
    try (try? Data(contentsOf: url))
    ?? {
      _ = try Table(reading: url)
      throw TableError.missing(url.relativePath)
    }()
  let file = url.relativePath
  guard let last = bytes.last else { throw HistoryError.empty(file: file) }
  let lineFeed = UInt8(ascii: "\n")
  guard last == lineFeed else {
    throw HistoryError.cutOff(
      file: file, line: bytes.count { $0 == lineFeed } + 1)
  }
  let table = try Table(parsing: [UInt8](bytes), file: file)
  guard table.columns == columns else {
    throw HistoryError.columns(table.columns, expected: columns, file: file)
  }
  return (table, bytes)
}

/// Whether there is a file at `url`.
///
/// - Throws: ``HistoryError/link(file:)`` if a link leads nowhere, as to a disk
///   that is not mounted: what is behind it is not to be begun anew.
func isThere(_ url: URL) throws -> Bool {
  if FileManager.default.fileExists(atPath: url.path) { return true }
  let link = try? FileManager.default.destinationOfSymbolicLink(
    atPath: url.path)
  guard link == nil else {
    throw HistoryError.link(file: url.relativePath)
  }
  return false
}

/// Adds rows to the file at `url`, which the bytes `old` were read from; they
/// stay as they are. Without them the file begins with the columns. A link
/// stays one.
///
/// - Throws: `TableError.unwritable`; then the file stays as it was.
func append(
  _ rows: [[String]], columns: [String], to url: URL, after old: Data?
) throws {
  let text = try Table(columns: columns, rows: rows).csvText
  guard let old else { return try writeAtomically(Data(text.utf8), to: url) }
  let isLink =
    (try? FileManager.default.destinationOfSymbolicLink(atPath: url.path))
    != nil
  let url = isLink ? url.resolvingSymlinksInPath() : url
  let header = try Table(columns: columns).csvText
  try writeAtomically(
    old + Data(text.utf8.dropFirst(header.utf8.count)), to: url)
}
