import Tensors
import TestSupport
import Testing

/// Blocks of the models against PyTorch in double precision.
struct TorchTests {
  @Test func gpt2Block() throws {
    let fixture = try TorchFixture("gpt2_block")
    let layer = EncoderLayer(
      fixture: fixture, activation: .geluTanh, mask: .causal(visible: 1))
    let y = try layer.preNorm(fixture("input"))
    try fixture.agrees(output: y, loss: (y * fixture("direction")).sum())
  }

  @Test func bertLayer() throws {
    let fixture = try TorchFixture("bert_layer")
    let layer = EncoderLayer(
      fixture: fixture, activation: .gelu, mask: .none)
    let y = try layer.postNorm(fixture("input"))
    try fixture.agrees(
      output: y, loss: y.meanSquareError(fixture("target")))
  }

  @Test func llamaBlock() throws {
    let fixture = try TorchFixture("llama_block")
    let (heads, groups) = (
      try fixture.size("heads"), try fixture.size("key_value_heads")
    )
    let epsilon = Float(try fixture.constant("epsilon"))
    let table = RotaryTable(
      headSize: try fixture.size("width") / heads,
      base: try fixture.constant("rotary_base"))
    let x = try fixture("input")
    let normed = try x.rmsNorm(fixture("attention_norm"), epsilon: epsilon)
    let attended = try normed.linear(fixture("query"))
      .rotated(table, from: 0)
      .attention(
        keys: normed.linear(fixture("key")).rotated(table, from: 0),
        values: normed.linear(fixture("value")), heads: heads,
        keyValueHeads: groups,
        mask: .causal(visible: 1))
    let middle = try x + attended.linear(fixture("output"))
    let hidden = try middle.rmsNorm(
      fixture("feed_forward_norm"), epsilon: epsilon)
    let gated = try hidden.linear(fixture("gate"))
      .siluGate(hidden.linear(fixture("up")))
    let y = try middle + gated.linear(fixture("down"))
    try fixture.agrees(output: y, loss: (y * fixture("direction")).sum())
  }

  @Test func smallViT() throws {
    let fixture = try TorchFixture("small_vit")
    let batch = try fixture.size("batch")
    let rows = try fixture.size("rows")
    let width = try fixture.size("width")
    let patches = try fixture("input").linear(
      fixture("patch.weight"), bias: fixture("patch.bias"))
    let tokens = try (0..<batch).flatMap {
      [try fixture("token"), try patches.rows($0 * rows..<($0 + 1) * rows)]
    }
    var x = try Tensor.assembled(tokens, as: Shape(batch, 1 + rows, width))
      .adding(repeated: fixture("positions"))
    for block in 0..<2 {
      x = try EncoderLayer(
        fixture: fixture, prefix: "blocks.\(block).", activation: .gelu,
        mask: .none
      ).preNorm(x)
    }
    let first = try x.layerNorm(
      gain: fixture("norm.weight"), shift: fixture("norm.bias"),
      style: .standard(epsilon: Float(fixture.constant("epsilon")))
    ).lookup((0..<batch).map { $0 * (1 + rows) }, count: batch)
    let scores = try first.linear(
      fixture("head.weight"), bias: fixture("head.bias"))
    try fixture.agrees(
      output: scores, loss: scores.crossEntropy(fixture.given("labels")))
  }

  /// CATS's LayerNorm whole, with columns absent for all rows and by sample,
  /// and a softmax under a mask that repeats.
  @Test func maskedOperations() throws {
    let fixture = try TorchFixture("masked_operations")
    let columns = try fixture.size("columns")
    func mask(_ name: String, _ rows: Int) throws -> Tensor {
      try Tensor(Shape(rows, columns), fixture.given(name).map(Float.init))
    }
    let masks = [
      nil, try mask("present", 1),
      try mask("by_sample", fixture.size("samples")),
    ]
    let x = try fixture("x")
    let parts =
      try masks.map {
        try x.layerNorm(
          gain: fixture("gain"), shift: fixture("shift"), style: .cats,
          present: $0)
      } + [x.softmax(mask: mask("mask", 2))]
    let y = try Tensor.assembled(
      parts, as: Shape(4 * fixture.size("rows"), columns))
    try fixture.agrees(output: y, loss: (y * fixture("direction")).sum())
  }
}
