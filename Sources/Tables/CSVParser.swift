import Foundation

extension Table {
  /// The table in a CSV file.
  ///
  /// Throws ``TableError`` if the file is missing or cannot be read, and as
  /// ``init(parsing:file:)`` does.
  public init(reading url: URL) throws {
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw FileManager.default.fileExists(atPath: url.path)
        ? TableError.unreadable(url.relativePath, reason: systemReason())
        : TableError.missing(url.relativePath)
    }
    try self.init(parsing: [UInt8](data), file: url.relativePath)
  }

  /// The table in CSV text; `file` is the name that errors use.
  ///
  /// The text follows RFC 4180: cells are parted by commas, rows by LF or
  /// CRLF, and a cell in double quotes may hold commas, line ends and doubled
  /// quotes. The first row names the columns. The last line end and a byte
  /// order mark are optional. Throws ``TableError`` with the place of the
  /// first fault. Complexity: O(length).
  public init(parsing text: String, file: String) throws {
    try self.init(parsing: Array(text.utf8), file: file)
  }

  /// The table in the bytes of CSV text, which must be UTF-8.
  ///
  /// Otherwise as ``init(parsing:file:)`` for text; no bytes make it fail in
  /// any way other than by a ``TableError``.
  public init(parsing bytes: [UInt8], file: String) throws {
    try checkEncoding(of: bytes, file: file)
    var parser = CSVParser(bytes: bytes, file: file)
    guard let header = try parser.nextRow() else {
      throw TableError.emptyFile(file)
    }
    try self.init(columns: header, file: file)
    while true {
      let line = parser.line
      guard let row = try parser.nextRow() else { return }
      try append(row, line: line)
    }
  }
}

/// Throws at the first byte that is not UTF-8.
private func checkEncoding(of bytes: [UInt8], file: String) throws {
  // Decoding repairs what is wrong, so only right bytes come back as they are.
  let repaired = String(decoding: bytes, as: UTF8.self).utf8
  guard !repaired.elementsEqual(bytes) else { return }
  let place = zip(repaired, bytes).prefix { $0 == $1 }.count
  let before = bytes[..<min(place, bytes.count)]
  let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
  throw TableError.notUTF8(
    file: file,
    line: 1 + before.count { $0 == UInt8(ascii: "\n") },
    column: before.count - start + 1)
}

/// Cuts bytes into rows of cells, one row at a time.
struct CSVParser {
  private let bytes: [UInt8]
  private let file: String
  private var position: Int
  private var lineStart = 0
  /// The line that the next row begins on, counted from 1.
  private(set) var line = 1

  private static let quote = UInt8(ascii: "\"")
  private static let comma = UInt8(ascii: ",")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  private var next: UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  /// The next row, or `nil` at the end.
  mutating func nextRow() throws -> [String]? {
    guard next != nil else { return nil }
    var row: [String] = []
    while true {
      row.append(try next == Self.quote ? quotedCell() : plainCell())
      if next == Self.comma {
        position += 1
      } else {
        endLine()
        return row
      }
    }
  }

  /// Steps over CRLF, LF or the end of the text.
  private mutating func endLine() {
    if next == Self.carriageReturn { position += 1 }
    if next != nil { step() }
  }

  /// Steps over one byte and counts lines.
  private mutating func step() {
    if bytes[position] == Self.lineFeed {
      line += 1
      lineStart = position + 1
    }
    position += 1
  }

  private var atLineEnd: Bool {
    guard let next else { return true }
    guard next == Self.carriageReturn else { return next == Self.lineFeed }
    return position + 1 < bytes.count && bytes[position + 1] == Self.lineFeed
  }

  private mutating func plainCell() throws -> String {
    let start = position
    while let byte = next, byte != Self.comma, !atLineEnd {
      guard byte != Self.quote else { throw fault(.quoteInPlainCell) }
      position += 1
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func quotedCell() throws -> String {
    let opening = fault(.quoteNeverClosed)
    var cell: [UInt8] = []
    position += 1
    while let byte = next {
      if byte != Self.quote {
        cell.append(byte)
        step()
      } else if position + 1 < bytes.count, bytes[position + 1] == Self.quote {
        cell.append(byte)
        position += 2
      } else {
        position += 1
        guard next == Self.comma || atLineEnd else {
          throw fault(.textAfterQuote)
        }
        return String(decoding: cell, as: UTF8.self)
      }
    }
    throw opening
  }

  private func fault(_ kind: TableError.Quoting) -> TableError {
    .quoting(kind, file: file, line: line, column: position - lineStart + 1)
  }
}
