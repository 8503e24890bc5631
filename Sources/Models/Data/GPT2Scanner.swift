/// Cuts a text into the pieces within which GPT-2 merges bytes.
///
/// The same pieces, in the same order of choice, as the pattern
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
/// gives; together they are the whole text.
struct GPT2Scanner: Sequence, IteratorProtocol {
  private enum Kind { case letter, number, space, other }
  private let scalars: String.UnicodeScalarView
  private var at: String.Index

  init(_ text: String) {
    scalars = text.unicodeScalars
    at = scalars.startIndex
  }

  /// The next piece.
  ///
  /// - Complexity: O(its length).
  mutating func next() -> Substring? {
    guard at < scalars.endIndex else { return nil }
    let start = at
    at = contraction(start) ?? word(start) ?? blanks(start)
    return Substring(scalars[start..<at])
  }

  /// The end of an English contraction that begins at `start`.
  private func contraction(_ start: String.Index) -> String.Index? {
    guard scalars[start] == "'" else { return nil }
    let first = scalars.index(after: start)
    guard first < scalars.endIndex else { return nil }
    let second = scalars.index(after: first)
    switch scalars[first] {
    case "s", "t", "m", "d": return second
    default: break
    }
    guard second < scalars.endIndex else { return nil }
    switch (scalars[first], scalars[second]) {
    case ("r", "e"), ("v", "e"), ("l", "l"):
      return scalars.index(after: second)
    default: return nil
    }
  }

  /// The end of letters, numbers or other signs, after one blank at most.
  private func word(_ start: String.Index) -> String.Index? {
    var begin = start
    if scalars[start] == " " { begin = scalars.index(after: start) }
    guard begin < scalars.endIndex else { return nil }
    let kind = kind(scalars[begin])
    return kind == .space ? nil : end(of: kind, from: begin)
  }

  /// The end of white space; its last character goes with the word after it.
  private func blanks(_ start: String.Index) -> String.Index {
    let end = end(of: .space, from: start)
    guard end < scalars.endIndex else { return end }
    let last = scalars.index(before: end)
    return last == start ? end : last
  }

  private func end(of wanted: Kind, from start: String.Index) -> String.Index {
    var end = start
    while end < scalars.endIndex, kind(scalars[end]) == wanted {
      end = scalars.index(after: end)
    }
    return end
  }

  private func kind(_ scalar: Unicode.Scalar) -> Kind {
    switch scalar.value {
    case 0x41...0x5A, 0x61...0x7A: return .letter
    case 0x30...0x39: return .number
    case 0x09...0x0D, 0x20: return .space
    case 0..<0x80: return .other
    default: break
    }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter,
      .modifierLetter, .otherLetter:
      return .letter
    case .decimalNumber, .letterNumber, .otherNumber: return .number
    default: return properties.isWhitespace ? .space : .other
    }
  }
}
