import Foundation
import Models
import Tensors

/// The sizes of a pre-norm encoder.
package struct EncoderSizes {
  /// Layers.
  package var layers = 4
  /// Columns of its states.
  package var width = 128
  /// Heads of its attention.
  package var heads = 4
  /// Columns between the linear layers.
  package var hidden = 512
  /// Rows of a sample.
  package var tokens = 32
  /// Samples of a batch.
  package var batch = 64

  /// Four layers of 128, 32 tokens, 64 samples.
  package init(batch: Int = 64) { self.batch = batch }
}

/// A pre-norm transformer encoder with GELU, as PyTorch's
/// `TransformerEncoderLayer(norm_first=True)` has it.
final class Encoder {
  let sizes: EncoderSizes
  let parameters: [Parameter]
  /// Parameters of a layer.
  private static let names = [
    "norm1.gain", "norm1.shift", "query", "query.bias", "key", "key.bias",
    "value", "value.bias", "out", "out.bias", "norm2.gain", "norm2.shift",
    "up", "up.bias", "down", "down.bias",
  ]

  /// Weights spread evenly over what keeps the size of what goes through.
  init(_ sizes: EncoderSizes) {
    self.sizes = sizes
    var random = RandomStream(seed: 1)
    parameters = (0..<sizes.layers).flatMap { layer in
      Self.names.map { name in
        Parameter("\(layer).\(name)", Self.value(name, sizes, &random))
      }
    }
  }

  private static func value(
    _ name: String, _ sizes: EncoderSizes, _ random: inout RandomStream
  ) -> Tensor {
    let (width, hidden) = (sizes.width, sizes.hidden)
    let shape =
      switch name {
      case "up": Shape(hidden, width)
      case "down": Shape(width, hidden)
      case "query", "key", "value", "out": Shape(width, width)
      case "up.bias": Shape(hidden)
      default: Shape(width)
      }
    guard shape.rank == 2 else {
      let fill: Float = name.hasSuffix("gain") ? 1 : 0
      return Tensor(shape) { $0.update(repeating: fill, count: shape.count) }
    }
    return randomTensor(
      shape, limit: 1 / Float(shape.columns).squareRoot(), &random)
  }

  /// The output for `x`, samples x tokens x width; on `tape` if there is one.
  func forward(_ x: Tensor, on tape: Tape? = nil) throws -> Tensor {
    var x = x
    for layer in 0..<sizes.layers {
      let first = layer * Self.names.count
      let p = parameters[first..<first + Self.names.count].map {
        tape?.leaf($0) ?? $0.value
      }
      let style = LayerNormStyle.standard(epsilon: 1e-5)
      let a = try x.layerNorm(gain: p[0], shift: p[1], style: style)
      let seen = try a.linear(p[2], bias: p[3]).attention(
        keys: a.linear(p[4], bias: p[5]), values: a.linear(p[6], bias: p[7]),
        heads: sizes.heads, keyValueHeads: sizes.heads, mask: .none)
      x = try x + seen.linear(p[8], bias: p[9])
      let b = try x.layerNorm(gain: p[10], shift: p[11], style: style)
      let hidden = try b.linear(p[12], bias: p[13]).activated(.gelu)
      x = try x + hidden.linear(p[14], bias: p[15])
    }
    return x
  }
}
