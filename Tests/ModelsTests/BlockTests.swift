import Foundation
import Models
import Tensors
import TestSupport
import Testing

/// One block against PyTorch in double precision; Tests/Oracle/llama_block.py
/// writes the fixture.
struct BlockTests {
  struct Fixture: Decodable {
    struct Sizes: Decodable {
      var width: Int
      var hidden: Int
      var heads: Int
      var key_value_heads: Int
      var rows: Int
      var position: Int
      var norm_epsilon: Double
      var rotary_base: Double
    }
    var sizes: Sizes
    var weights: [String: [Float]]
    var input: [Float]
    var output: [Double]
  }

  let fixture: Fixture
  let model: Transformer

  init() throws {
    let file = packageRoot.appending(
      path: "Tests/ModelsTests/Fixtures/llama_block.json")
    let fixture = try JSONDecoder().decode(
      Fixture.self, from: Data(contentsOf: file))
    let s = fixture.sizes
    let shape = ModelShape(
      name: "block", width: s.width, hidden: s.hidden, blocks: 1,
      heads: s.heads, keyValueHeads: s.key_value_heads, vocabulary: 2,
      context: 16, normEpsilon: s.norm_epsilon, rotaryBase: s.rotary_base)
    self.fixture = fixture
    model = try Transformer(shape) { name, extents in
      let values = fixture.weights[name.replacing("blocks.0.", with: "")]
      return try values.map { try Tensor(extents, $0) }
        ?? Tensor(filled: 1, extents)
    }
  }

  private func input() throws -> Tensor {
    try Tensor(Shape(fixture.sizes.rows, fixture.sizes.width), fixture.input)
  }

  private func pass(_ rows: Int, _ memory: DecodingMemory?) -> Pass {
    var pass = Pass(count: rows, memory: memory)
    if memory == nil { pass.position = fixture.sizes.position }
    return pass
  }

  private func whole(_ x: Tensor, _ pass: Pass) throws -> Tensor {
    let block = model.blocks[0]
    let all = HeadShare(allOf: model.shape)
    let y = try block.joined(
      x, block.attention(x, heads: all, in: pass, device: 0), .attention,
      of: x, in: pass)
    return try block.joined(
      y, block.feedForward(y), .feedForward, of: x, in: pass)
  }

  @Test func agreesWithPyTorch() throws {
    let y = try whole(input(), pass(fixture.sizes.rows, nil))
    #expect(relativeError(try y.values(), fixture.output) < 1e-5)
  }

  /// Shares of heads and of hidden units add up to the whole.
  @Test func sharesAddUp() throws {
    let x = try input()
    let block = model.blocks[0]
    let pass = pass(fixture.sizes.rows, nil)
    let attended = try [0..<1, 1..<3].map {
      try block.attention(
        x, heads: HeadShare(keyValueHeads: $0, of: model.shape), in: pass,
        device: 0)
    }
    let y = try x + Tensor.sum(attended)
    let hidden = try [0..<3, 3..<4, 4..<10].map {
      try block.feedForward(y, units: $0)
    }
    let z = try y + Tensor.sum(hidden)
    #expect(relativeError(try z.values(), fixture.output) < 1e-5)
  }

  /// Rows apart, and one after another from a cache, are the rows together.
  @Test func rowsApartAreTheSame() throws {
    let x = try input()
    let all = HeadShare(allOf: model.shape)
    let block = model.blocks[0]
    let pass = pass(fixture.sizes.rows, nil)
    for rows in [0..<2, 2..<5, 4..<5] {
      let y =
        try x.rows(rows)
        + block.attention(
          x, heads: all, queries: rows, in: pass, device: 0)
      let z = try y + block.feedForward(y)
      let width = fixture.sizes.width
      let expected = fixture.output[
        rows.lowerBound * width..<rows.upperBound * width]
      #expect(relativeError(try z.values(), Array(expected)) < 1e-5)
    }
  }

  @Test func cachedRowsAreTheSame() throws {
    // Attention sees only differences of positions, so that a text that
    // begins at 0 gives what one at `position` gives.
    let x = try input()
    let memory = DecodingMemory()
    var found: [Float] = []
    for rows in [0..<2, 2..<3, 3..<5] {
      let step = pass(rows.count, memory)
      found += try whole(x.rows(rows), step).values()
      memory.advance(by: rows.count)
    }
    #expect(memory.length == 5)
    #expect(relativeError(found, fixture.output) < 1e-5)
  }
}

extension Tensor {
  /// A tensor with one value everywhere.
  init(filled value: Float, _ shape: Shape) throws {
    try self.init(shape, [Float](repeating: value, count: shape.count))
  }
}
