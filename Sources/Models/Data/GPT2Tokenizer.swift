import Foundation

/// The tokenizer of GPT-2: byte-level BPE from `encoder.json` and `vocab.bpe`
/// (Radford et al. 2019, section 2.2).
///
///     let tokenizer = try GPT2Tokenizer(folder)
///     tokenizer.encode("Hello world")  // [15496, 995]
///
/// Every text becomes tokens and comes back unchanged. What looks like a
/// special token, such as `<|endoftext|>`, is text like any other; its number
/// is ``endOfText``.
public struct GPT2Tokenizer: Sendable {
  private let vocabulary: GPT2Vocabulary
  private let cache = PieceCache()
  /// The number of `<|endoftext|>`, if the vocabulary has it.
  public let endOfText: Int?

  /// Reads `encoder.json` and `vocab.bpe` in `folder`.
  ///
  /// - Throws: ``DataError``, with the entry or line.
  public init(_ folder: URL) throws {
    try self.init(
      encoder: folder.appendingPathComponent("encoder.json"),
      merges: folder.appendingPathComponent("vocab.bpe"))
  }

  /// Reads the two files of a vocabulary.
  ///
  /// - Throws: ``DataError``, with the entry or line.
  public init(encoder: URL, merges: URL) throws {
    try self.init(
      encoder: [UInt8](bytesOfFile(encoder)), merges: textOfFile(merges),
      encoderFile: encoder.relativePath, mergesFile: merges.relativePath)
  }

  init(
    encoder: [UInt8], merges: String, encoderFile: String, mergesFile: String
  ) throws {
    vocabulary = try GPT2Vocabulary(
      encoder: encoder, merges: merges, encoderFile: encoderFile,
      mergesFile: mergesFile)
    endOfText = vocabulary.pieces.firstIndex(of: Array("<|endoftext|>".utf8))
  }

  /// How many tokens there are.
  public var count: Int { vocabulary.pieces.count }

  /// The tokens of `text`.
  ///
  /// - Complexity: O(n log n) for n bytes; pieces seen before are looked up.
  public func encode(_ text: String) -> [Int] {
    var tokens: [Int] = []
    for piece in GPT2Scanner(text) {
      let bytes = Array(piece.utf8)
      if let known = cache[bytes] {
        for token in known { tokens.append(Int(token)) }
        continue
      }
      let merged = MergeQueue.tokens(of: bytes, vocabulary)
      cache[bytes] = merged
      for token in merged { tokens.append(Int(token)) }
    }
    return tokens
  }

  /// The bytes of `tokens`, which need be no whole characters.
  ///
  /// - Throws: ``DataError/request(_:)`` for a number that no token has.
  public func bytes(_ tokens: some Sequence<Int>) throws -> [UInt8] {
    var bytes: [UInt8] = []
    for token in tokens {
      guard vocabulary.pieces.indices.contains(token) else {
        throw DataError.request(.token(token, limit: count))
      }
      bytes += vocabulary.pieces[token]
    }
    return bytes
  }

  /// The text of `tokens`; bytes that are no UTF-8 become U+FFFD.
  ///
  /// - Throws: ``DataError/request(_:)`` for a number that no token has.
  public func decode(_ tokens: some Sequence<Int>) throws -> String {
    String(decoding: try bytes(tokens), as: UTF8.self)
  }
}

/// Tokens of short pieces that were merged before; bounded, and safe to share.
private final class PieceCache: @unchecked Sendable {
  private static let entries = 1 << 16
  private static let longest = 64
  private let lock = NSLock()
  private var known: [[UInt8]: [Int32]] = [:]

  subscript(piece: [UInt8]) -> [Int32]? {
    get { lock.withLock { known[piece] } }
    set {
      guard piece.count <= Self.longest else { return }
      lock.withLock {
        if known.count < Self.entries { known[piece] = newValue }
      }
    }
  }
}
