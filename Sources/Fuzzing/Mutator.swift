/// Damages files, the same way for the same seed and number.
public struct Mutator: Sendable {
  /// Undamaged files.
  public let corpus: [[UInt8]]
  /// Words that the format of the files cares about.
  public let words: [[UInt8]]
  /// Chooses among all that could be done.
  public let seed: UInt64
  /// Bytes of an input at most.
  static let limit = 1 << 20

  /// A mutator from its parts.
  public init(corpus: [[UInt8]], words: [String], seed: UInt64) {
    self.corpus = corpus.isEmpty ? [[]] : corpus
    self.words = words.map { Array($0.utf8) } + Self.numbers
    self.seed = seed
  }

  /// Input `number`: a file of the corpus with one to six damages; the first
  /// inputs are the corpus itself.
  public func input(_ number: Int) -> [UInt8] {
    if number < corpus.count { return corpus[number] }
    var draws = Draws(state: seed &+ UInt64(number) &* 0x2545_F491_4F6C_DD1D)
    var bytes = corpus[draws.below(corpus.count)]
    // Mostly few: a file with many damages is refused for the first of them.
    for _ in 0...draws.below(1 + draws.below(6)) { damage(&bytes, &draws) }
    return Array(bytes.prefix(Self.limit))
  }

  private func damage(_ bytes: inout [UInt8], _ draws: inout Draws) {
    let at = draws.below(bytes.count + 1)
    let end = min(bytes.count, at + draws.below(33))
    switch draws.below(11) {
    case 0 where at < bytes.count: bytes[at] ^= 1 << UInt8(draws.below(8))
    case 1 where at < bytes.count: bytes[at] = UInt8(draws.below(256))
    case 2: bytes.removeSubrange(at..<end)
    case 3: bytes.insert(contentsOf: bytes[at..<end], at: at)
    case 4: bytes.removeSubrange(at...)
    case 5: bytes.replaceSubrange(at..<end, with: word(&draws))
    case 6: bytes.insert(contentsOf: word(&draws), at: at)
    case 7: swapLines(&bytes, &draws)
    case 8: splice(&bytes, at: at, &draws)
    case 9: setNumber(&bytes, at: at, &draws)
    default:
      // The same again and again: depth, or width.
      let piece = Array(bytes[at..<end])
      let times = draws.below(200)
      let repeated = (0..<times).flatMap { _ in piece }
      bytes.insert(contentsOf: repeated, at: at)
    }
  }

  private func word(_ draws: inout Draws) -> [UInt8] {
    words[draws.below(words.count)]
  }

  /// The end of another file after the beginning of this one.
  private func splice(_ bytes: inout [UInt8], at: Int, _ draws: inout Draws) {
    let other = corpus[draws.below(corpus.count)]
    bytes.replaceSubrange(at..., with: other[draws.below(other.count + 1)...])
  }

  private func swapLines(_ bytes: inout [UInt8], _ draws: inout Draws) {
    var lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    lines.swapAt(draws.below(lines.count), draws.below(lines.count))
    bytes = Array(lines.joined(separator: [10]))
  }

  /// A whole number of 1, 2, 4 or 8 bytes that is likely to be one too many.
  private func setNumber(
    _ bytes: inout [UInt8], at: Int, _ draws: inout Draws
  ) {
    let numbers: [UInt64] = [
      0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000,
      0xFFFF_FFFF, .max, .max >> 1, 1 << 63,
    ]
    let number = numbers[draws.below(numbers.count)]
    let width = 1 << draws.below(4)
    for place in 0..<width where at + place < bytes.count {
      bytes[at + place] = UInt8(truncatingIfNeeded: number >> (8 * place))
    }
  }

  private static let numbers = [
    "0", "-1", "1e999", "-0.0", "nan", "inf", "1e-320", "0x10", "1_000",
    "9223372036854775807", "9223372036854775808", "18446744073709551616",
    "99999999999999999999999999", "\0", "\u{FEFF}", "é", "\r\n", "\"", "'",
  ].map { Array($0.utf8) }
}

/// SplitMix64.
private struct Draws {
  var state: UInt64

  /// A number from 0 up to and without `bound`.
  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(max(1, bound)))
  }
}
