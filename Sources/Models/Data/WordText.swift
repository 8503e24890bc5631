import Foundation

/// A text as it is, with the words that a perplexity per word divides by.
///
/// WikiText-2's files separate words by blanks, and end lines with blank and
/// line feed; whoever counts an end-of-line token adds ``lines``.
public struct WordText: Equatable, Sendable {
  /// The text.
  public let text: String
  /// Words between blanks.
  public let words: Int
  /// Line feeds.
  public let lines: Int

  /// Reads a text such as `test.txt` of WikiText-2.
  ///
  /// - Throws: ``DataError/notText(file:byte:)`` or
  ///   ``DataError/unreadable(file:reason:)``.
  public init(_ file: URL) throws { self.init(text: try textOfFile(file)) }

  /// Counts the words of `text`.
  public init(text: String) {
    var words = 0
    var lines = 0
    var isInWord = false
    for byte in text.utf8 {
      let isBlank = byte == 0x20 || (0x09...0x0D).contains(byte)
      if !isBlank && !isInWord { words += 1 }
      isInWord = !isBlank
      if byte == 0x0A { lines += 1 }
    }
    self.text = text
    self.words = words
    self.lines = lines
  }
}
