import TestBasics
import Testing

@testable import Models

struct GPT2ScannerTests {
  @Test(
    arguments: [
      ("", []), (" ", [" "]), ("a", ["a"]), ("  a", [" ", " a"]),
      ("a  ", ["a", "  "]), ("\n a", ["\n", " a"]), ("\ta", ["\t", "a"]),
      ("\t\ta", ["\t", "\t", "a"]), (" \u{3000}a", [" ", "\u{3000}", "a"]),
      ("I'll it's", ["I", "'ll", " it", "'s"]),
      ("'lx 'll", ["'", "lx", " '", "ll"]),
      ("'", ["'"]), ("'r", ["'", "r"]), ("'S", ["'", "S"]),
      ("''s", ["''", "s"]),
      ("a1b!", ["a", "1", "b", "!"]), (" 12 !?", [" 12", " !?"]),
      ("é½Ⅷ_", ["é", "½Ⅷ", "_"]), ("e\u{301}x", ["e", "\u{301}", "x"]),
      ("a\r\nb", ["a", "\r", "\n", "b"]), ("x\u{85}y", ["x", "\u{85}", "y"]),
    ] as [(String, [String])])
  func cuts(text: String, pieces: [String]) {
    let found = GPT2Scanner(text).map { Array($0.unicodeScalars) }
    #expect(found == pieces.map { Array($0.unicodeScalars) })
  }

  /// The pieces of any text are the text.
  @Test func losesNothing() {
    var numbers = SeededNumbers(seed: 1)
    for _ in 0..<300 {
      let text = randomText(&numbers)
      let joined = GPT2Scanner(text).reduce(into: "") { $0 += $1 }
      #expect(Array(joined.utf8) == Array(text.utf8))
    }
  }
}

/// Text of all kinds of scalars, apostrophes and blanks.
func randomText(_ numbers: inout SeededNumbers) -> String {
  var text = String.UnicodeScalarView()
  for _ in 0..<Int.random(in: 0...60, using: &numbers) {
    let kind = Int.random(in: 0...4, using: &numbers)
    let value: UInt32 =
      switch kind {
      case 0: .random(in: 0x61...0x7A, using: &numbers)
      case 1: .random(in: 0...0x7F, using: &numbers)
      case 2: .random(in: 0x80...0x2FFF, using: &numbers)
      case 3: [0x20, 0x27, 0x0A, 0x73][Int.random(in: 0...3, using: &numbers)]
      default: .random(in: 0...0x10_FFFF, using: &numbers)
      }
    if let scalar = Unicode.Scalar(value) { text.append(scalar) }
  }
  return String(text)
}
