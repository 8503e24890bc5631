import Cluster
import Experiments
import Foundation
import Models
import Platforms
import Tensors

extension FuzzTarget {
  /// Checkpoints and tokenizers.
  static var weights: [FuzzTarget] {
    [
      FuzzTarget("checkpoint", file: "m.bin", corpus: [checkpoint]) {
        _ = try LlamaCheckpoint.read($0, name: "m")
      },
      FuzzTarget("tokenizer", file: "t.bin", corpus: [tokenizer]) {
        let tokenizer = try LlamaTokenizer($0, vocabulary: 270)
        _ = tokenizer.encode("The cat\n")
      },
      FuzzTarget(
        "safetensors", file: "w.safetensors", corpus: [tensors],
        words: [
          #""dtype":"F64""#, #""shape":[]"#, #""shape":[0]"#, "BF16", "I64",
          "data_offsets", "__metadata__", "[", "{", "}", "]",
        ]
      ) { url in
        let file = try Safetensors(url)
        for entry in file.entries { _ = try file.tensor(entry.name).values() }
      },
      FuzzTarget("labels", file: "l.idx", corpus: [images]) {
        _ = try IDX($0, dimensions: 3, limit: 1 << 20)
      },
    ]
  }

  /// Stored traces, which are costed as those of a run are.
  ///
  /// - Throws: what simulating a small model throws.
  static func trace(in workspace: Workspace) throws -> FuzzTarget {
    let settings: Settings = [
      "model": .word("stories260k"), "scheme": .word("tensor-parallel"),
      "devices": .integer(2), "platform": .word("jetson-orin-nano-wifi"),
    ]
    let trace = try Configuration(settings, seed: 0, in: workspace)
      .simulate().trace
    let platform = try workspace.platform("jetson-orin-nano-wifi")
    return FuzzTarget(
      "trace", file: "t.trace", corpus: [[UInt8](trace.encoded())]
    ) { file in
      let trace = try Trace(decoding: Data(contentsOf: file))
      for accounting in platform.accountings.map(\.name) {
        _ = try Costs(
          of: trace, on: platform, accounting: accounting, mustFit: false)
      }
    }
  }

  /// llama2.c, v0: 7 sizes, then weights.
  private static var checkpoint: [UInt8] {
    // dim, hidden_dim, n_layers, n_heads, n_kv_heads, vocab_size, seq_len
    let sizes: [Int32] = [8, 12, 2, 2, 1, 20, 16]
    let block = 2 * 8 + 2 * 8 * 8 + 2 * 8 * 4 + 3 * 8 * 12
    let count = 20 * 8 + 2 * block + 8 + 16 * 4
    return sizes.flatMap { bytes(UInt32(bitPattern: $0)) }
      + (0..<count).flatMap { bytes((Float($0 % 7) - 3).bitPattern) }
  }

  /// Raw bytes and some letters, with falling scores.
  private static var tokenizer: [UInt8] {
    bytes(8)
      + (0..<270).flatMap { entry in
        let piece =
          entry < 259 ? "<\(entry)>" : "\(UnicodeScalar(UInt8(entry - 162)))"
        return bytes(Float(-entry).bitPattern)
          + bytes(UInt32(piece.utf8.count)) + Array(piece.utf8)
      }
  }

  private static var tensors: [UInt8] {
    let header =
      #"{"__metadata__":{"k":"v"},"a":{"dtype":"F16","shape":[2,2],"#
      + #""data_offsets":[0,8]},"b":{"dtype":"I64","shape":[1],"#
      + #""data_offsets":[8,16]},"c":{"dtype":"F32","shape":[3],"#
      + #""data_offsets":[16,28]}}"#
    return bytes(UInt32(header.utf8.count)) + bytes(0) + Array(header.utf8)
      + [UInt8](repeating: 0, count: 28)
  }

  /// Two images of 3 by 2 points.
  private static var images: [UInt8] {
    [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2] + Array(1...12)
  }

  private static func bytes(_ word: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
  }
}
