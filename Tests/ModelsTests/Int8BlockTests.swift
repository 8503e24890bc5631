import Models
import Tensors
import TestSupport
import Testing

/// A block in int8 against the one written out in integers.
struct Int8BlockTests {
  static let sizes: [String: Float] = [
    // Inputs reach 2.5 to 4, so the largest are clipped.
    "attention.query": 2, "attention.key.kept": 1.5,
    "attention.value.kept": 1.7, "attention.output": 1.1,
    "feed_forward.up": 2.2, "feed_forward.down": 1.3,
  ]
  static let seeds = 0..<UInt64(30)

  private struct Bench {
    let model: Transformer
    let plain: PlainInt8Block
    let x: Tensor
    let rows: [[Double]]
  }

  private func bench(_ seed: UInt64) throws -> Bench {
    var random = RandomStream(seed: seed)
    let keyValueHeads = random.int(1...3)
    let heads = keyValueHeads * random.int(1...3)
    let shape = ModelShape(
      name: "plain", width: heads * 2 * random.int(1...4),
      hidden: random.int(1...40), blocks: 1, heads: heads,
      keyValueHeads: keyValueHeads, vocabulary: 3, context: 16)
    let model = try randomModel(shape, seed: seed)
    var calibration = Calibration()
    for (name, size) in Self.sizes {
      try calibration.note(
        Tensor(Shape(1), [size]), as: "blocks.0." + name)
    }
    try calibration.note(Tensor(Shape(1), [3]), as: "embedding")
    let weights = try model.parameters.filter { $0.name.hasPrefix("blocks") }
      .map { ($0.name.replacing("blocks.0.", with: ""), try $0.value.values()) }
    let count = random.int(1...6)
    let values = random.values(count * shape.width, limit: 2)
    return Bench(
      model: try model.int8(calibration),
      plain: PlainInt8Block(
        width: shape.width, hidden: shape.hidden, heads: heads,
        keyValueHeads: keyValueHeads,
        weights: Dictionary(uniqueKeysWithValues: weights),
        sizes: Self.sizes),
      x: try Tensor(Shape(count, shape.width), values),
      rows: (0..<count).map { row in
        (0..<shape.width).map { Double(values[row * shape.width + $0]) }
      })
  }

  /// What each share of heads and of hidden units gives is to the last unit
  /// what integers give.
  @Test func partialSumsAreWholeNumbers() throws {
    for seed in Self.seeds {
      let bench = try bench(seed)
      let (model, block) = (bench.model, bench.model.blocks[0])
      let pass = Pass(count: bench.rows.count)
      let group = model.shape.heads / model.shape.keyValueHeads
      for head in 0..<model.shape.keyValueHeads {
        let found = try block.attention(
          bench.x,
          heads: HeadShare(keyValueHeads: head..<head + 1, of: model.shape),
          in: pass, device: 0)
        let expected = bench.plain.attention(
          bench.rows, heads: head * group..<(head + 1) * group)
        #expect(
          try found.values() == expected.joined().map { Float($0) },
          "seed \(seed), head \(head)")
      }
      let cut = model.shape.hidden / 3
      for units in [0..<cut, cut..<model.shape.hidden] {
        let found = try block.feedForward(bench.x, units: units)
        let expected = bench.plain.feedForward(bench.rows, units: units)
        #expect(
          try found.values() == expected.joined().map { Float($0) },
          "seed \(seed), units \(units)")
      }
    }
  }

  @Test func theWholeBlockAgrees() throws {
    for seed in Self.seeds {
      let bench = try bench(seed)
      let (shape, block) = (bench.model.shape, bench.model.blocks[0])
      let pass = Pass(count: bench.rows.count)
      let attended = try block.attention(
        bench.x, heads: HeadShare(allOf: shape), in: pass, device: 0)
      let between = try block.joined(
        bench.x, attended, .attention, of: bench.x, in: pass)
      let found = try block.joined(
        between, block.feedForward(between), .feedForward, of: bench.x,
        in: pass)
      let plain = bench.plain
      let middle = plain.joined(
        bench.rows, plain.attention(bench.rows, heads: 0..<shape.heads),
        "attention.output")
      let expected = plain.joined(
        middle, plain.feedForward(middle, units: 0..<shape.hidden),
        "feed_forward.down")
      #expect(
        relativeError(try found.values(), Array(expected.joined())) < 1e-5,
        "seed \(seed)")
    }
  }
}
