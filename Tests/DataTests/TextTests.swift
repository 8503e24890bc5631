import TestBasics
import Foundation
import Testing

@testable import Models

struct TextTests {
  @Test func numbersByCodePoint() throws {
    let text = CharacterText(text: "banana é\n", trainPercent: 50)
    #expect(text.symbols == ["\n", " ", "a", "b", "n", "é"])
    #expect(text.tokens == [3, 2, 4, 2, 4, 2, 1, 5, 0])
    #expect(text.train == [3, 2, 4, 2])
    #expect(text.validation == [4, 2, 1, 5, 0])
    #expect(try text.decode(text.tokens) == "banana é\n")
    #expect(try text.encode("nab") == [4, 2, 3])
  }

  @Test func anEmptyTextIsEmpty() throws {
    let text = CharacterText(text: "")
    #expect(text.tokens.isEmpty && text.symbols.isEmpty)
    #expect(text.train.isEmpty && text.validation.isEmpty)
  }

  /// CR LF is one Swift character but two symbols.
  @Test func takesScalarsNotCharacters() throws {
    let text = CharacterText(text: "a\r\ne\u{301}")
    #expect(text.tokens == [2, 1, 0, 3, 4])
    #expect(
      try text.decode(text.tokens).unicodeScalars.elementsEqual(
        "a\r\ne\u{301}".unicodeScalars))
  }

  @Test func refusesWhatItDoesNotKnow() {
    let text = CharacterText(text: "ab\n")
    #expect(
      complaint { _ = try text.encode("abc") } == """
        error: the symbol 'c' is not in the vocabulary
          expected: one of: \\nab
          remedy: leave it out of the text
        """)
    for token in [-1, 3] {
      #expect(
        complaint { _ = try text.decode([0, token]) } == """
          error: there is no token \(token)
            expected: 0 to 2
            remedy: use the tokenizer that belongs to the model
          """)
    }
  }

  @Test(
    arguments: [
      ([0x61, 0xFF], 1), ([0xC3], 0), ([0x61, 0xED, 0xA0, 0x80], 1),
      ([0x61, 0x62, 0xE2, 0x82, 0x63], 2), ([0xC0, 0x80], 0),
    ] as [([UInt8], Int)])
  func saysWhereTextEnds(bytes: [UInt8], byte: Int) throws {
    try withFolder(["a.txt": bytes]) { folder in
      #expect(
        complaint { _ = try CharacterText(file("a.txt", in: folder)) } == """
          a.txt: error: byte \(byte) is no UTF-8
            expected: text in UTF-8
            remedy: fetch the file again with 'make data'
          """)
    }
  }

  /// U+FFFD itself is text, and a mark at the beginning is kept.
  @Test func keepsEveryByte() throws {
    let content = "\u{FEFF}a\u{FFFD}\r\n"
    try withFolder(["a.txt": Array(content.utf8)]) { folder in
      let text = try WordText(file("a.txt", in: folder)).text
      #expect(Array(text.utf8) == Array(content.utf8))
    }
  }

  @Test(arguments: [
    ("", 0, 0), (" \n", 0, 1), ("a", 1, 0), (" = A b = \n \n c\t d\n", 6, 3),
    ("é\u{a0}ü x", 2, 0),
  ])
  func countsWords(text: String, words: Int, lines: Int) {
    let counted = WordText(text: text)
    #expect(counted.words == words)
    #expect(counted.lines == lines)
  }
}
