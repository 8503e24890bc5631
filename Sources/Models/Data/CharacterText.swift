import Foundation

/// A text as symbols: one token for each Unicode scalar that occurs in it.
///
/// Symbols are numbered in order of their code points, so that the same text
/// gives the same tokens everywhere (as in char-rnn and nanoGPT).
public struct CharacterText: Equatable, Sendable {
  /// The vocabulary.
  public let symbols: [Unicode.Scalar]
  /// The whole text.
  public let tokens: [Int]
  /// How many of the tokens are for training; the rest is for validation.
  public let trainCount: Int
  private let numbers: [Unicode.Scalar: Int]

  /// Reads a text such as tinyshakespeare's `input.txt`.
  ///
  /// - Parameters:
  ///   - file: UTF-8.
  ///   - trainPercent: the part at the beginning to train on.
  /// - Throws: ``DataError/notText(file:byte:)`` or
  ///   ``DataError/unreadable(file:reason:)``.
  public init(_ file: URL, trainPercent: Int = 90) throws {
    self.init(text: try textOfFile(file), trainPercent: trainPercent)
  }

  /// The tokens of `text` by its own vocabulary.
  ///
  /// - Complexity: O(n + v log v) for n symbols, v of them different.
  public init(text: String, trainPercent: Int = 90) {
    let symbols = Set(text.unicodeScalars).sorted()
    let numbers = Dictionary(
      uniqueKeysWithValues: zip(symbols, symbols.indices))
    tokens = text.unicodeScalars.compactMap { numbers[$0] }
    trainCount = tokens.count * min(100, max(0, trainPercent)) / 100
    self.symbols = symbols
    self.numbers = numbers
  }

  /// Tokens to fit weights on.
  public var train: ArraySlice<Int> { tokens[..<trainCount] }
  /// Tokens to judge weights on.
  public var validation: ArraySlice<Int> { tokens[trainCount...] }

  /// The tokens of another text.
  ///
  /// - Throws: ``DataError/request(_:)`` for a symbol that this text lacks.
  public func encode(_ text: String) throws -> [Int] {
    try text.unicodeScalars.map { symbol in
      guard let token = numbers[symbol] else {
        throw DataError.request(
          .symbol(
            shown(symbol), vocabulary: symbols.map(shown).joined()))
      }
      return token
    }
  }

  /// The text of `tokens`.
  ///
  /// - Throws: ``DataError/request(_:)`` for a number that no symbol has.
  public func decode(_ tokens: some Sequence<Int>) throws -> String {
    var text = String.UnicodeScalarView()
    for token in tokens {
      guard symbols.indices.contains(token) else {
        throw DataError.request(.token(token, limit: symbols.count))
      }
      text.append(symbols[token])
    }
    return String(text)
  }

  private func shown(_ symbol: Unicode.Scalar) -> String {
    symbol.escaped(asASCII: false)
  }
}
