import Models
import Tensors
import TestSupport
import Testing

/// What models begin with before they are trained.
struct RandomWeightsTests {
  private func bits(_ model: Transformer) throws -> [[UInt32]] {
    try model.parameters.map { try $0.value.values().map(\.bitPattern) }
  }

  private func shape(_ seed: UInt64) -> ModelShape {
    var random = RandomStream(seed: seed)
    return switch seed % 4 {
    case 0: random.modelShape()
    case 1: random.encoderShape()
    case 2: random.thinShape()
    default: random.catsShape(devices: 3, copies: 3)
    }
  }

  @Test func theSeedNamesTheWeights() throws {
    for seed in 0..<UInt64(60) {
      let shape = shape(seed)
      let first = try Transformer(random: shape, seed: seed)
      let again = try Transformer(random: shape, seed: seed)
      let other = try Transformer(random: shape, seed: seed + 1)
      #expect(try bits(first) == bits(again))
      for ((a, b), parameter) in zip(
        zip(try bits(first), try bits(other)), first.parameters)
      where Set(a).count > 1 {
        #expect(a != b, "\(parameter.name)")
      }
    }
  }

  /// Gains one, shifts and biases zero, linear weights within 1/sqrt(inputs),
  /// tables within twelve sums' reach of 0.02 (CATS's positions of 1).
  @Test func limitsAreKept() throws {
    for seed in 0..<UInt64(90) {
      let shape = shape(seed)
      let model = try Transformer(random: shape, seed: seed)
      for parameter in model.parameters {
        let name = parameter.name
        let values = try parameter.value.values()
        let top = values.reduce(0) { max($0, abs($1)) }
        if name.hasSuffix(".bias") || name.hasSuffix(".shift") {
          #expect(top == 0, "\(name)")
        } else if name == "norm" || name.hasSuffix(".norm") {
          #expect(values.allSatisfy { $0 == 1 }, "\(name)")
        } else if [
          "embedding", "embedding.kinds", "embedding.class",
          "embedding.positions",
        ].contains(name) {
          let isCats = if case .cats = shape.norm { true } else { false }
          let deviation: Float =
            isCats && name == "embedding.positions" ? 1 : 0.02
          #expect(top > 0 && top <= 6 * deviation, "\(name)")
        } else {
          let limit = 1 / Float(parameter.shape.columns).squareRoot()
          #expect(top > 0 && top <= limit, "\(name)")
        }
      }
    }
  }

  /// Wide layers fill their range evenly; no weight repeats another's.
  @Test func distributions() throws {
    var shape = ModelShape(
      name: "wide", width: 64, hidden: 256, blocks: 2, heads: 4,
      keyValueHeads: 4, vocabulary: 500, context: 64, feedForward: .gelu)
    shape.positions = .learned
    let model = try Transformer(random: shape, seed: 3)
    func check(_ values: [Float], deviation: Double) {
      let count = Double(values.count)
      let mean = values.reduce(0) { $0 + Double($1) } / count
      let square = values.reduce(0) { $0 + Double($1) * Double($1) } / count
      #expect(abs(mean) < 5 * deviation / count.squareRoot())
      #expect(abs(square.squareRoot() / deviation - 1) < 0.05)
    }
    var seen: [[Float]] = []
    for block in model.blocks {
      for layer in [block.query, block.key, block.up, block.down] {
        let values = try layer.weight.value.values()
        let limit = 1 / Double(layer.weight.shape.columns).squareRoot()
        check(values, deviation: limit / 3.0.squareRoot())
        #expect(!seen.contains(Array(values.prefix(8))))
        seen.append(Array(values.prefix(8)))
      }
    }
    let table = try #require(model.embedding.positions).value.values()
    check(table, deviation: 0.02)
  }

  @Test func impossibleSizesAreRefused() {
    var shape = shape(0)
    shape.heads = 0
    #expect(throws: ModelError.self) {
      try Transformer(random: shape, seed: 0)
    }
  }
}
