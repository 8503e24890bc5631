import Tensors

/// A block of PyTorch's TransformerEncoderLayer, composed of operations.
struct EncoderLayer {
  let fixture: TorchFixture
  /// What the names of its tensors begin with.
  var prefix = ""
  let activation: Activation
  let mask: AttentionMask

  /// x + attention(norm(x)), then the same with the two linear layers.
  func preNorm(_ x: Tensor) throws -> Tensor {
    let y = try x + attention(normed(x, "norm1"))
    return try y + feedForward(normed(y, "norm2"))
  }

  /// The norms come after the additions.
  func postNorm(_ x: Tensor) throws -> Tensor {
    let y = try normed(x + attention(x), "norm1")
    return try normed(y + feedForward(y), "norm2")
  }

  private func weight(_ name: String) throws -> Tensor {
    try fixture(prefix + name)
  }

  private func normed(_ x: Tensor, _ name: String) throws -> Tensor {
    try x.layerNorm(
      gain: weight("\(name).weight"), shift: weight("\(name).bias"),
      style: .standard(epsilon: Float(fixture.constant("epsilon"))))
  }

  /// Queries and keys by views of the joint weight, one product each; values
  /// by a product with all of it, of which columns are taken.
  private func attention(_ x: Tensor) throws -> Tensor {
    let heads = try fixture.size("heads")
    let width = x.shape.columns
    let joint = try weight("self_attn.in_proj_weight")
    let bias = try weight("self_attn.in_proj_bias")
    let parts = try (0..<2).map {
      let range = $0 * width..<($0 + 1) * width
      return try x.linear(joint.rows(range), bias: bias.elements(range))
    }
    let values = try x.linear(joint, bias: bias).columns(2 * width..<3 * width)
    let attended = try parts[0].attention(
      keys: parts[1], values: values, heads: heads, keyValueHeads: heads,
      mask: mask)
    return try attended.linear(
      weight("self_attn.out_proj.weight"),
      bias: weight("self_attn.out_proj.bias"))
  }

  private func feedForward(_ x: Tensor) throws -> Tensor {
    try x.linear(weight("linear1.weight"), bias: weight("linear1.bias"))
      .activated(activation)
      .linear(weight("linear2.weight"), bias: weight("linear2.bias"))
  }
}
