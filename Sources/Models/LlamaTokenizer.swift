import Foundation

/// The tokenizer of llama2.c: SentencePiece BPE by scores (`run.c`; Kudo and
/// Richardson, arXiv:1808.06226).
///
/// Token 0 is unknown, 1 begins a text, 2 ends it, 3 to 258 are raw bytes.
public struct LlamaTokenizer: Sendable {
  /// The token that begins a text.
  public static let begin = 1
  /// The token that ends a text.
  public static let end = 2
  private let pieces: [[UInt8]]
  private let scores: [Float]
  private let numbers: [[UInt8]: Int]

  /// Reads `file` with `vocabulary` entries.
  ///
  /// - Throws: ``ModelError/tokenizer(file:entry:problem:)`` or
  ///   ``ModelError/unreadable(file:reason:)``.
  public init(_ file: URL, vocabulary: Int) throws {
    let path = file.relativePath
    guard let data = try? Data(contentsOf: file) else {
      throw ModelError.unreadable(file: path, reason: unreadableReason(file))
    }
    let bytes = [UInt8](data)
    var offset = 4  // the length of the longest piece, which nothing needs
    var pieces: [[UInt8]] = []
    var scores: [Float] = []
    for entry in 0..<vocabulary {
      guard offset + 8 <= bytes.count else {
        throw ModelError.tokenizer(
          file: path, entry: entry,
          problem: "is missing: the model has \(vocabulary)")
      }
      let score = Float(bitPattern: word(bytes, offset))
      let length = Int(Int32(bitPattern: word(bytes, offset + 4)))
      offset += 8
      guard length >= 0, length <= bytes.count - offset else {
        throw ModelError.tokenizer(
          file: path, entry: entry, problem: "has length \(length)")
      }
      pieces.append(Array(bytes[offset..<offset + length]))
      scores.append(score)
      offset += length
    }
    guard offset == bytes.count else {
      throw ModelError.tokenizer(
        file: path, entry: vocabulary,
        problem: "is there, but the model has only \(vocabulary)")
    }
    self.pieces = pieces
    self.scores = scores
    // The first of equal pieces counts.
    numbers = Dictionary(
      zip(pieces, pieces.indices), uniquingKeysWith: { first, _ in first })
  }

  /// How many tokens there are.
  public var count: Int { pieces.count }

  /// The tokens of `text` after the one that begins a text.
  ///
  /// - Complexity: O(length²) merges, as in llama2.c.
  public func encode(_ text: String) -> [Int] {
    guard !text.isEmpty else { return [Self.begin] }
    var tokens = [Self.begin]
    if let space = numbers[Array(" ".utf8)] { tokens.append(space) }
    for character in text.unicodeScalars {
      let bytes = Array(String(character).utf8)
      if let number = numbers[bytes] {
        tokens.append(number)
      } else {
        tokens += bytes.map { Int($0) + 3 }
      }
    }
    while let merge = bestMerge(tokens) {
      tokens.replaceSubrange(merge.index...merge.index + 1, with: [merge.token])
    }
    return tokens
  }

  private func bestMerge(_ tokens: [Int]) -> (index: Int, token: Int)? {
    var best: (index: Int, token: Int)?
    for index in tokens.indices.dropLast()
    where tokens[index] < count && tokens[index + 1] < count {
      let joined = pieces[tokens[index]] + pieces[tokens[index + 1]]
      if let token = numbers[joined],
        scores[token] > best.map({ scores[$0.token] }) ?? -1e10
      {
        best = (index, token)
      }
    }
    return best
  }

  /// The bytes of `token` after `previous`: no space at the start of a text,
  /// `<0x41>` as the byte that it names.
  public func decode(_ token: Int, after previous: Int) -> [UInt8] {
    guard pieces.indices.contains(token) else { return [] }
    var piece = pieces[token][...]
    if previous == Self.begin, piece.first == UInt8(ascii: " ") {
      piece = piece.dropFirst()
    }
    return rawByte(piece).map { [$0] } ?? Array(piece)
  }

  private func rawByte(_ piece: ArraySlice<UInt8>) -> UInt8? {
    guard piece.count == 6, piece.starts(with: "<0x".utf8),
      piece.last == UInt8(ascii: ">")
    else { return nil }
    let digits = piece.dropFirst(3).dropLast()
    return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}

/// The little-endian word at `offset`, which is within the bytes.
private func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
  (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1)) }
}
