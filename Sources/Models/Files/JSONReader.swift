import Documents

/// Reads JSON strictly after RFC 8259: no comments, no trailing commas, no
/// name twice in an object, no lone surrogates.
///
/// Members keep their order. Integers that fit stay integers.
///
/// - Complexity: O(bytes); memory in proportion to them.
struct JSONReader {
  /// Deeper than any file of ours, and shallow enough for every stack.
  static let depthLimit = 32
  private let bytes: [UInt8]
  private let file: String
  private let base: Int
  private var at = 0

  /// The value that `bytes` hold.
  ///
  /// - Parameters:
  ///   - file: what errors call the file.
  ///   - offset: where the bytes begin in it.
  /// - Throws: ``DataError/json(file:byte:_:)``.
  static func value(
    _ bytes: [UInt8], file: String, offset: Int = 0
  ) throws -> JSONValue {
    var reader = JSONReader(bytes: bytes, file: file, base: offset)
    let decoded = String(decoding: bytes, as: UTF8.self)
    if let byte = firstInvalidByte(bytes, decoded: decoded) {
      reader.at = byte
      throw reader.failure(.notUTF8)
    }
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.at == bytes.count else {
      throw reader.unexpected("the end")
    }
    return value
  }

  private init(bytes: [UInt8], file: String, base: Int) {
    self.bytes = bytes
    self.file = file
    self.base = base
  }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private func failure(_ fault: JSONFault) -> DataError {
    .json(file: file, byte: base + at, fault)
  }

  private func unexpected(_ expected: String) -> DataError {
    failure(.unexpected(next, expected: expected))
  }

  private mutating func skipSpace() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { at += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    at += 1
    return true
  }

  private mutating func value(depth: Int) throws -> JSONValue {
    guard depth < Self.depthLimit else {
      throw failure(.depth(limit: Self.depthLimit))
    }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case let byte? where byte == UInt8(ascii: "-") || isDigit(byte):
      return try number()
    default: throw unexpected("a value")
    }
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws
    -> JSONValue
  {
    for byte in word.utf8 where !take(byte) { throw unexpected(word) }
    return value
  }

  private mutating func object(depth: Int) throws -> JSONValue {
    var members: [JSONValue.Member] = []
    // Names that Unicode calls equivalent count as the same.
    var names: Set<String> = []
    at += 1
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object([]) }
    repeat {
      skipSpace()
      let start = at
      guard next == UInt8(ascii: "\"") else { throw unexpected("a name") }
      let name = try string()
      guard names.insert(name).inserted else {
        at = start
        throw failure(.duplicate(name))
      }
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw unexpected("':'") }
      members.append(.init(name, try value(depth: depth + 1)))
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw unexpected("',' or '}'") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws -> JSONValue {
    var values: [JSONValue] = []
    at += 1
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array([]) }
    repeat {
      values.append(try value(depth: depth + 1))
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw unexpected("',' or ']'") }
    return .array(values)
  }

  private mutating func number() throws -> JSONValue {
    let start = at
    var isInteger = true
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try digits() }
    if take(UInt8(ascii: ".")) {
      isInteger = false
      try digits()
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      isInteger = false
      _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
      try digits()
    }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    if isInteger, let value = Int(text) { return .integer(value) }
    return .real(Double(text) ?? .nan)
  }

  private mutating func digits() throws {
    let start = at
    while let byte = next, isDigit(byte) { at += 1 }
    if at == start { throw unexpected("a digit") }
  }

  private mutating func string() throws -> String {
    at += 1
    var content: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        at += 1
        return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"):
        at += 1
        content += String(try escape()).utf8
      case 0..<0x20: throw unexpected("an escape instead of a control byte")
      default:
        content.append(byte)
        at += 1
      }
    }
    throw unexpected("'\"'")
  }

  private mutating func escape() throws -> Unicode.Scalar {
    if let byte = next, let scalar = plainEscape(byte) {
      at += 1
      return scalar
    }
    guard take(UInt8(ascii: "u")) else { throw unexpected("an escape") }
    let high = try unit()
    if let scalar = Unicode.Scalar(high) { return scalar }
    // A pair of surrogates stands for one scalar beyond U+FFFF.
    guard high < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u"))
    else {
      throw unexpected("the second half of a surrogate pair")
    }
    let low = try unit()
    guard (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(
        0x1_0000 + (UInt32(high) - 0xD800) << 10 + UInt32(low) - 0xDC00)
    else { throw unexpected("the second half of a surrogate pair") }
    return scalar
  }

  private mutating func unit() throws -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next,
        let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80
      else { throw unexpected("four hexadecimal digits") }
      unit = unit << 4 | UInt16(digit)
      at += 1
    }
    return unit
  }
}

private func plainEscape(_ byte: UInt8) -> Unicode.Scalar? {
  switch byte {
  case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
    Unicode.Scalar(byte)
  case UInt8(ascii: "b"): "\u{8}"
  case UInt8(ascii: "f"): "\u{C}"
  case UInt8(ascii: "n"): "\n"
  case UInt8(ascii: "r"): "\r"
  case UInt8(ascii: "t"): "\t"
  default: nil
  }
}

/// Whether `byte` is one of `0` to `9`.
func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
