import Foundation
@testable import Models
import Tensors

/// A llama2.c v0 checkpoint made in the test, byte by byte.
struct SyntheticCheckpoint {
  /// dim, hidden_dim, n_layers, n_heads, n_kv_heads, vocab_size, seq_len.
  var sizes: [Int32] = [12, 10, 2, 3, 1, 7, 6]

  /// A weight has its number in the file as value, so that each is known.
  struct Weight: Equatable {
    var name: String
    var shape: Shape
    var first: Int
  }

  /// The kinds of weights in file order: all blocks of a kind together.
  var weights: [Weight] {
    let s = sizes.map(Int.init)
    let (width, hidden, blocks) = (s[0], s[1], s[2])
    let keyWidth = s[0] / s[3] * s[4]
    let table = Shape(abs(s[5]), width)
    let kinds: [(String, Shape)] = [
      ("attention.norm", Shape(width)),
      ("attention.query", Shape(width, width)),
      ("attention.key", Shape(keyWidth, width)),
      ("attention.value", Shape(keyWidth, width)),
      ("attention.output", Shape(width, width)),
      ("feed_forward.norm", Shape(width)),
      ("feed_forward.gate", Shape(hidden, width)),
      ("feed_forward.down", Shape(width, hidden)),
      ("feed_forward.up", Shape(hidden, width)),
    ]
    var all: [(String, Shape)] = [("embedding", table)]
    for (kind, shape) in kinds {
      all += (0..<blocks).map { ("blocks.\($0).\(kind)", shape) }
    }
    all.append(("norm", Shape(width)))
    all.append(("", Shape(s[6], width / s[3])))
    if s[5] < 0 { all.append(("head", table)) }
    var first = 0
    return all.map { name, shape in
      defer { first += shape.count }
      return Weight(name: name, shape: shape, first: first)
    }
  }

  var header: [UInt8] {
    sizes.flatMap { size in
      withUnsafeBytes(of: size.littleEndian) { Array($0) }
    }
  }

  var bytes: [UInt8] {
    let count = weights.last.map { $0.first + $0.shape.count } ?? 0
    return header
      + (0..<count).flatMap { number in
        withUnsafeBytes(of: Float(number).bitPattern.littleEndian) {
          Array($0)
        }
      }
  }
}

extension Transformer {
  /// All weights by name.
  var named: [String: Parameter] {
    Dictionary(
      parameters.map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
  }
}
