import Diagnostics
import Tensors
import TestSupport
import Testing

@testable import Models

/// Blocks with bottlenecks: their sizes, steps, and input of neighbours.
struct BottleneckTests {
  /// 835,584 weights in the matrices of a block: three bottlenecks, queries,
  /// keys and output, values, and four times two of the feed-forward parts.
  @Test func matricesAsPublished() throws {
    let shape = try ModelFile(file: modelFile("mobilebert-block")).shape
    let block = try Transformer(shapesOnly: shape).blocks[0]
    let matrices = block.parameters.filter { $0.shape.rank == 2 }
    #expect(matrices.count == 3 + 3 + 1 + 8)
    #expect(matrices.reduce(0) { $0 + $1.shape.count } == 835_584)
    let (narrow, wide) = (128 * 128, 512 * 128)
    let sum = 3 * wide + 3 * narrow + wide + 8 * wide
    #expect(sum == 835_584)
  }

  /// What is counted is what is there.
  @Test func countsAreThoseOfTheWeights() throws {
    for seed in 0..<UInt64(300) {
      var random = RandomStream(seed: seed)
      let shape = random.thinShape()
      let model = try Transformer(shapesOnly: shape)
      let weights = Set(model.parameters.map(\.name))
      #expect(weights.count == model.parameters.count, "seed \(seed)")
      #expect(
        model.parameters.reduce(0) { $0 + $1.shape.count }
          == shape.parameters, "seed \(seed)")
      #expect(
        model.blocks[0].parameters.reduce(0) { $0 + $1.shape.count }
          == shape.blockParameters, "seed \(seed)")
    }
  }

  @Test func stepsRunInOrder() throws {
    let shape = try ModelFile(file: modelFile("mobilebert")).shape
    let model = try Transformer(shapesOnly: shape)
    for block in model.blocks {
      #expect(
        block.steps.map(\.half)
          == [.attention] + [Block.Half](repeating: .feedForward, count: 4))
      #expect(block.steps.map(\.part) == [0, 0, 1, 2, 3])
    }
    // What is left out at random is another at every step of the model.
    let sites = model.blocks.flatMap { block in
      block.steps.map(block.site)
    }
    #expect(sites == Array(0..<24 * 5))
  }

  /// Dropout of other models draws what it always drew.
  @Test func sitesOfOtherModelsAreTheHalves() throws {
    let shape = try ModelFile(file: modelFile("gpt2")).shape
    for block in try Transformer(shapesOnly: shape).blocks {
      #expect(
        block.steps.map(block.site) == [2 * block.index, 2 * block.index + 1])
    }
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var error: ModelError
    var change: @Sendable (inout ModelShape) -> Void

    init(
      _ what: String, _ value: Int, _ expected: String,
      _ change: @escaping @Sendable (inout ModelShape) -> Void
    ) {
      testDescription = "\(what) \(value)"
      error = .size(
        model: "mobilebert", what: what, value: value, expected: expected)
      self.change = change
    }
  }

  @Test(arguments: [
    Bad("bottleneck", 0, "1 to 16777216") { $0.bottleneck?.width = 0 },
    Bad("heads", 4, "a divisor of the bottleneck 126") {
      $0.bottleneck?.width = 126
    },
    Bad("feed_forwards", 0, "1 to 16") { $0.bottleneck?.feedForwards = 0 },
    Bad("feed_forwards", 17, "1 to 16") { $0.bottleneck?.feedForwards = 17 },
    Bad("bottleneck", 128, "none in a model of half blocks") {
      $0.halves = .attention
    },
    Bad("embedding", 0, "1 to 16777216") {
      $0.input = .trigrams(vocabulary: 9, kinds: 0, elements: 0)
    },
    Bad("token_kinds", -1, "1 to 16777216") {
      $0.input = .trigrams(vocabulary: 9, kinds: -1, elements: 4)
    },
    Bad(
      "embedding", 128, "the width 512, for the head is the embedding"
    ) { $0.head = .vocabulary(tied: true) },
  ])
  func sizesThatMakeNoModel(_ bad: Bad) throws {
    var shape = try ModelFile(file: modelFile("mobilebert")).shape
    bad.change(&shape)
    #expect(throws: bad.error) { try shape.check() }
    #expect(throws: bad.error) { try Transformer(shapesOnly: shape) }
  }

  /// A small embedding of neighbours, with values.
  private func embedding() throws -> Transformer {
    var shape = ModelShape(
      name: "near", width: 6, hidden: 4, blocks: 1, heads: 1,
      keyValueHeads: 1, vocabulary: 7, context: 9)
    shape.input = .trigrams(vocabulary: 7, kinds: 0, elements: 2)
    shape.positions = .none
    shape.attends = .everywhere
    shape.head = .states
    // A projection that changes nothing shows what is joined.
    return try Transformer(shape) { name, extents in
      Tensor(extents) { to in
        for i in 0..<extents.count {
          to[i] =
            switch name {
            case "embedding": Float(i + 1)
            case "embedding.projection": i % 7 == 0 ? 1 : 0
            default: 0
            }
        }
      }
    }
  }

  /// The entries of token t are 2t + 1 and 2t + 2.
  @Test func neighboursStandBesideEachOther() throws {
    let model = try embedding()
    func embed(_ pass: Pass) throws -> [Float] {
      try model.embedding(pass, ready: Tensor(Shape(pass.count))).values()
    }
    let three: [Float] = [
      1, 2, 7, 8, 0, 0, 11, 12, 1, 2, 7, 8, 0, 0, 11, 12, 1, 2,
    ]
    #expect(try embed(Pass([3, 0, 5])) == three)
    let single: [Float] = [0, 0, 9, 10, 0, 0]
    #expect(try embed(Pass([4])) == single)
    // Texts of a batch have nothing to do with each other.
    let pairs: [Float] = [
      1, 2, 7, 8, 0, 0, 0, 0, 1, 2, 7, 8,
      3, 4, 11, 12, 0, 0, 0, 0, 3, 4, 11, 12,
    ]
    #expect(try embed(Pass(texts: [[3, 0], [5, 1]])) == pairs)
  }

  /// The rest of a text has lost its neighbours.
  @Test func neighboursOfAnotherPassAreGone() throws {
    let model = try embedding()
    let memory = DecodingMemory(length: 2)
    let expected = ModelError.input(
      model: "near", expected: "a text from its first token on")
    #expect(throws: expected) {
      try model.embedding(
        Pass([1], memory: memory), ready: Tensor(Shape(1)))
    }
    #expect(expected.diagnosis.exit == .usage)
  }
}
