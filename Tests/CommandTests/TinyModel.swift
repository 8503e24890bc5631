import TestBasics
import Foundation

/// A model small enough to run in no time, with weights out of the blue.
enum TinyModel {
  static let yaml = """
    model: tiny
    summary: "A model for tests"
    width: 16
    hidden: 24
    blocks: 3
    heads: 4
    key_value_heads: 2
    vocabulary: 300
    context: 64
    checkpoint: tiny.bin
    tokenizer: tiny.tok

    """

  /// dim, hidden_dim, n_layers, n_heads, n_kv_heads, vocab_size, seq_len.
  static let header: [Int32] = [16, 24, 3, 4, 2, 300, 64]

  /// A llama2.c checkpoint (v0) with this header and weights by `seed`.
  static func checkpoint(seed: Int = 1) -> Data {
    let (width, hidden, blocks, vocabulary, context) = (16, 24, 3, 300, 64)
    let (keyValueWidth, headSize) = (8, 4)
    let block =
      2 * width + 2 * width * width + 2 * width * keyValueWidth
      + 3 * width * hidden
    let count =
      vocabulary * width + blocks * block + width + context * headSize
    var numbers = SeededNumbers(seed: seed)
    let weights = (0..<count).map { _ in
      Float.random(in: -0.6...0.6, using: &numbers)
    }
    return bytes(header) + bytes(weights.map(\.bitPattern))
  }

  /// A tokenizer with letters behind the raw bytes.
  static func tokenizer(entries: Int = 300) -> Data {
    var data = bytes([Int32(8)])
    for entry in 0..<entries {
      let piece =
        switch entry {
        case 0: "<unk>"
        case 1: "\n<s>\n"
        case 2: "\n</s>\n"
        case 3...258: "<0x" + String(format: "%02X", entry - 3) + ">"
        default: String(UnicodeScalar(UInt8(65 + entry - 259)))
        }
      data += bytes([Float(-entry).bitPattern])
      data += bytes([Int32(piece.utf8.count)]) + Data(piece.utf8)
    }
    return data
  }

  /// The bytes of 32-bit words, little endian.
  static func bytes<Word: FixedWidthInteger>(_ words: [Word]) -> Data {
    words.map(\.littleEndian).withUnsafeBytes { Data($0) }
  }
}
