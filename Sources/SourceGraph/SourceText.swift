/// The text of a source file of Swift or C without what no program depends on.
///
/// Comments become blanks; a run of blanks becomes one blank, one with an end of
/// line one end of line. Strings stay as they are.
struct SourceText {
  /// What is left, to be hashed.
  private(set) var plain: [UInt8] = []
  /// Names and single marks outside the text of strings, in order.
  private(set) var tokens: [String] = []

  private var bytes: [UInt8]
  private var index = 0
  private let nestsComments: Bool
  private var gap = Gap.none

  private enum Gap { case none, blank, line }

  /// Reads `source`.
  ///
  /// - Parameter nestsComments: true for Swift, false for C.
  init(_ source: some Sequence<UInt8>, nestsComments: Bool) {
    bytes = Array(source)
    self.nestsComments = nestsComments
    // Only an interpolation ends before the file does.
    while index < bytes.count { readCode(untilParenthesis: false) }
  }

  private func at(_ offset: Int) -> UInt8 {
    index + offset < bytes.count ? bytes[index + offset] : 0
  }

  private func starts(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { wanted in
      index + wanted.count <= bytes.count
        && wanted.indices.allSatisfy { bytes[index + $0] == wanted[$0] }
    }
  }

  /// Copies `count` bytes, with what stands for the gap before them.
  private mutating func copy(_ count: Int) {
    switch gap {
    case _ where plain.isEmpty: break
    case .none: break
    case .blank: plain.append(UInt8(ascii: " "))
    case .line: plain.append(UInt8(ascii: "\n"))
    }
    gap = .none
    let end = min(bytes.count, index + count)
    plain += bytes[index..<end]
    index = end
  }

  /// Code until the end, or until the parenthesis that ends an interpolation.
  private mutating func readCode(untilParenthesis ends: Bool) {
    var depth = 0
    while index < bytes.count {
      let byte = at(0)
      if starts("//"), index == 0 || bytes[index - 1] != UInt8(ascii: "\\") {
        while index < bytes.count, !isLineEnd(at(0)) { index += 1 }
        if gap == .none { gap = .blank }
      } else if starts("/*") {
        skipComment()
      } else if isBlank(byte) {
        gap = isLineEnd(byte) || gap == .line ? .line : .blank
        index += 1
      } else if let hashes = stringStart() {
        readString(hashes: hashes)
      } else if isName(byte) {
        readName()
      } else {
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") {
          if ends, depth == 0 { return }
          depth -= 1
        }
        tokens.append(String(UnicodeScalar(byte)))
        copy(1)
      }
    }
  }

  private mutating func readName() {
    var length = 0
    while index + length < bytes.count, isName(bytes[index + length]) {
      length += 1
    }
    tokens.append(
      String(decoding: bytes[index..<index + length], as: UTF8.self))
    copy(length)
  }

  /// A comment of several lines counts as its ends of line do.
  private mutating func skipComment() {
    var depth = 0
    repeat {
      if starts("/*"), nestsComments || depth == 0 {
        depth += 1
        index += 2
      } else if starts("*/") {
        depth -= 1
        index += 2
      } else {
        if isLineEnd(at(0)) { gap = .line }
        index += 1
      }
    } while depth > 0 && index < bytes.count
    if gap == .none { gap = .blank }
  }

  /// The number of `#` before a string that begins here.
  private func stringStart() -> Int? {
    var hashes = 0
    while at(hashes) == UInt8(ascii: "#") { hashes += 1 }
    return at(hashes) == UInt8(ascii: "\"") ? hashes : nil
  }

  private mutating func readString(hashes: Int) {
    copy(hashes)
    let isLong = starts("\"\"\"")
    copy(isLong ? 3 : 1)
    while index < bytes.count {
      if at(0) == UInt8(ascii: "\\"), hasHashes(hashes, from: 1) {
        copy(1 + hashes)
        let isInterpolation = at(0) == UInt8(ascii: "(")
        copy(1)
        if isInterpolation {
          readCode(untilParenthesis: true)
          copy(1)
        }
      } else if isLong ? starts("\"\"\"") : at(0) == UInt8(ascii: "\""),
        hasHashes(hashes, from: isLong ? 3 : 1)
      {
        copy((isLong ? 3 : 1) + hashes)
        return
      } else if !isLong, isLineEnd(at(0)) {
        // No string after all: a quotation mark in a regular expression.
        return
      } else {
        copy(1)
      }
    }
  }

  private func hasHashes(_ count: Int, from offset: Int) -> Bool {
    (0..<count).allSatisfy { at(offset + $0) == UInt8(ascii: "#") }
  }
}

private func isLineEnd(_ byte: UInt8) -> Bool { byte == 10 || byte == 13 }

private func isBlank(_ byte: UInt8) -> Bool {
  byte == 32 || byte == 9 || isLineEnd(byte)
}

private func isName(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"),
    UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
    true
  default: false
  }
}
