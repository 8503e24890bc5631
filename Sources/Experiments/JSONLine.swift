import Foundation

/// One JSON value on one line: how processes talk and how journals grow.
enum JSONLine {
  /// `value` and a newline; keys are in order, and numbers that JSON lacks
  /// become words.
  static func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return Array(try encoder.encode(value)) + [newline]
  }

  /// The value that `line` holds, or `nil` if it holds something else.
  static func decode<Value: Decodable>(
    _ type: Value.Type, from line: some Collection<UInt8>
  ) -> Value? {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try? decoder.decode(type, from: Data(line))
  }

  static let newline = UInt8(ascii: "\n")
}

/// Collects bytes and gives them back line by line.
struct LineBuffer {
  /// The bytes of a line whose end has not come yet.
  private(set) var rest: [UInt8] = []

  /// Adds `bytes` and returns the lines that they end, without newlines.
  ///
  /// - Complexity: O(bytes), however long the line has become.
  mutating func append(_ bytes: ArraySlice<UInt8>) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var remaining = bytes
    while let end = remaining.firstIndex(of: JSONLine.newline) {
      rest += remaining[..<end]
      lines.append(rest)
      rest = []
      remaining = remaining[(end + 1)...]
    }
    rest += remaining
    return lines
  }
}
