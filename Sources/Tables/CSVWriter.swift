import Files
import Foundation

extension Table {
  /// The table as CSV text that reads back as an equal table.
  ///
  /// Rows end in LF; only cells that need quotes have them.
  public var csvText: String {
    ([columns] + rows)
      .map { $0.map(Table.quoted).joined(separator: ",") + "\n" }
      .joined()
  }

  /// Writes the table so that a reader sees all of it or none.
  ///
  /// Throws ``TableError/unwritable(_:reason:)``; what was there before then
  /// stays as it was.
  public func write(to url: URL) throws {
    try writeAtomically(Data(csvText.utf8), to: url)
  }

  private static func quoted(_ cell: String) -> String {
    let special = cell.utf8.contains { byte in
      byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ",")
        || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
    // At the start of a file, a plain byte order mark would be taken for one.
    guard special || cell.utf8.starts(with: [0xEF, 0xBB, 0xBF]) else {
      return cell
    }
    // By bytes: as a Character, a quote can hide under a combining accent.
    let quote = UInt8(ascii: "\"")
    let doubled = cell.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }
    return "\"" + String(decoding: doubled, as: UTF8.self) + "\""
  }
}

/// Writes a file so that a reader, at any instant, sees the old bytes or all
/// of the new ones.
///
/// Throws ``TableError/unwritable(_:reason:)`` and leaves nothing half-written
/// behind.
public func writeAtomically(_ data: Data, to url: URL) throws {
  do {
    try replaceFile(at: url, with: data)
  } catch let fault as SystemFault {
    throw TableError.unwritable(url.relativePath, reason: fault.reason)
  }
}

/// What the system says about the call that has just failed.
func systemReason() -> String {
  String(cString: strerror(errno))
}
