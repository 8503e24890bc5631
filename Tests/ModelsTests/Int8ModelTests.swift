import Diagnostics
import Tensors
import TestSupport
import Testing

@testable import Models

/// Language models whose weights are rounded to int8.
struct Int8ModelTests {
  private func shape(hidden: Int = 24, tied: Bool = true) -> ModelShape {
    ModelShape(
      name: "small", width: 16, hidden: hidden, blocks: 2, heads: 4,
      keyValueHeads: 2, vocabulary: 11, context: 16, tiedHead: tied)
  }

  /// Scores of a text, and what a log sees on the way.
  private func scores(_ model: Transformer) throws -> [Float] {
    let pass = Pass([3, 1, 4, 1, 5], scoresAll: true)
    var x = try model.embedding(pass, ready: Tensor(Shape(5)))
    let all = HeadShare(allOf: model.shape)
    for block in model.blocks {
      let hidden = x
      x = try block.joined(
        x, block.attention(x, heads: all, in: pass, device: 0), .attention,
        of: hidden, in: pass)
      x = try block.joined(
        x, block.feedForward(x), .feedForward, of: hidden, in: pass)
    }
    return try model.tell(x, of: pass).values()
  }

  private func calibration(_ model: Transformer) throws -> Calibration {
    let log = Int8Log()
    _ = try scores(model.watched(by: log))
    return log.calibration
  }

  @Test func watchingChangesNothing() throws {
    let model = try randomModel(shape(), seed: 1)
    let log = Int8Log()
    #expect(try scores(model.watched(by: log)) == scores(model))
    let block = [
      "attention.query", "attention.key.kept", "attention.value.kept",
      "attention.output", "feed_forward.up", "feed_forward.down",
    ]
    #expect(
      Set(log.calibration.largest.keys)
        == Set(
          ["embedding"]
            + (0..<2).flatMap { index in
              block.map { "blocks.\(index).\($0)" }
            }))
    // The first norm gives what the first layer takes in.
    let entering = try model.blocks[0].entering(
      model.embedding(Pass([3, 1, 4, 1, 5]), ready: Tensor(Shape(5))),
      .attention)
    #expect(
      try log.calibration.largest["blocks.0.attention.query"]
        == entering.states.largestSize())
  }

  /// One grid a matrix, its largest weight on the last step; what is no
  /// product stays as it was.
  @Test(arguments: [true, false])
  func weightsAreSteps(tied: Bool) throws {
    let model = try randomModel(shape(tied: tied), seed: 2)
    let int8 = try model.int8(calibration(model)).named
    for parameter in model.parameters {
      let made = try #require(int8[parameter.name])
      let (old, new) = (
        try parameter.value.values(), try made.value.values()
      )
      let top = try parameter.value.largestSize()
      if parameter.name.hasSuffix("norm") {
        #expect(new == old && made.int8 == nil)
      } else if parameter.name == "embedding", !tied {
        // Rows of it are values on their grid.
        #expect(made.int8 == nil)
        let grid = try Int8Grid(largest: top)
        #expect(try new == grid.rounded(parameter.value).values())
      } else {
        guard case .steps(let scales) = made.int8 else {
          Issue.record("\(parameter.name) is not int8")
          continue
        }
        #expect(scales.weight == (try Int8Grid(largest: top)))
        #expect(new.map(abs).max() == 127)
        for (value, step) in zip(old, new) {
          #expect(step == step.rounded())
          #expect(
            abs(value - step * scales.weight.step)
              <= 0.50002 * scales.weight.step)
        }
        let isKept = ["key", "value"].contains {
          parameter.name.hasSuffix($0)
        }
        #expect((scales.kept != nil) == isKept)
      }
    }
  }

  /// Biases are whole numbers in units of the sums.
  @Test func biasesAreWholeNumbers() throws {
    var biased = shape()
    biased.biases = .all
    let model = try randomModel(biased, seed: 3)
    let int8 = try model.int8(calibration(model))
    for (old, new) in zip(model.blocks, int8.blocks) {
      for path in [\Block.query, \.key, \.value, \.output, \.up, \.down] {
        guard case .steps(let scales) = new[keyPath: path].weight.int8 else {
          Issue.record("a layer is not int8")
          continue
        }
        let (bias, whole) = try (
          #require(old[keyPath: path].bias).value.values(),
          #require(new[keyPath: path].bias).value.values()
        )
        for (value, number) in zip(bias, whole) {
          #expect(number == number.rounded())
          #expect(
            abs(value - number * scales.product) <= 0.501 * scales.product)
        }
      }
    }
    // And they count.
    #expect(
      relativeError(try scores(int8), try scores(model)) < 0.1)
  }

  /// A model whose last layer has `value` in all places.
  private func level(_ value: Float, hidden: Int) throws -> Transformer {
    let random = try randomModel(shape(hidden: hidden), seed: 4).named
    return try Transformer(shape(hidden: hidden)) { name, extents in
      guard name == "blocks.1.feed_forward.down" else {
        return try #require(random[name]).value
      }
      return try Tensor(
        extents, [Float](repeating: value, count: extents.count))
    }
  }

  /// Sums that fp32 might round are refused; many small weights are not.
  @Test func sumsThatAreTooLarge() throws {
    let fitting = try level(0.1, hidden: 1032)
    #expect(try fitting.int8(calibration(fitting)).shape.hidden == 1032)
    let model = try level(0.1, hidden: 1033)
    let calibration = try calibration(model)
    let name = "blocks.1.feed_forward.down"
    #expect(throws: ModelError.inexact(weight: name, terms: 1033)) {
      try model.int8(calibration)
    }
    let random = try randomModel(shape(hidden: 1500), seed: 5)
    #expect(
      try random.int8(self.calibration(random)).shape.hidden == 1500)
    #expect(
      ModelError.inexact(weight: name, terms: 1033).diagnosis.text == """
        error: sums of 1033 int8 products with 'blocks.1.feed_forward.down' \
        can exceed 2^24, beyond which fp32 does not hold all whole numbers
          expected: weights of one output that add up to at most 131,072 \
        steps, as those of 1,032 inputs always do
          remedy: run this model in fp32
        """)
  }

  @Test func whatWasNeverSeen() throws {
    let model = try randomModel(shape(), seed: 6)
    #expect(throws: TensorError.uncalibrated("blocks.0.attention.query")) {
      try model.int8(Calibration())
    }
    // A model without values has no scales.
    let bare = try Transformer(shapesOnly: shape())
    let calibration = try calibration(model)
    #expect(throws: TensorError.noValues(operation: "largestSize")) {
      try bare.int8(calibration)
    }
  }

  @Test func otherModels() throws {
    for seed in 0..<UInt64(20) {
      var random = RandomStream(seed: seed)
      let encoder = try randomModel(random.encoderShape(), seed: seed)
      #expect(throws: ModelError.int8(model: "random"), "seed \(seed)") {
        try encoder.int8(Calibration())
      }
      #expect(throws: ModelError.int8(model: "random"), "seed \(seed)") {
        try encoder.watched(by: Int8Log())
      }
    }
    #expect(
      ModelError.int8(model: "bert-base").diagnosis.text == """
        error: 'bert-base' cannot be run in int8 as a language model is
          expected: a model that continues a text, without bottlenecks and \
        joined neighbours
        """)
  }

  /// Language models whose grids nobody has thought of.
  @Test func bottlenecksAndNeighbours() throws {
    let changes: [(inout ModelShape) -> Void] = [
      { $0.bottleneck = .init(width: 8, feedForwards: 2) },
      { $0.input = .trigrams(vocabulary: 9, kinds: 0, elements: 4) },
    ]
    for change in changes {
      var shape = shape()
      shape.head = .vocabulary(tied: false)
      change(&shape)
      #expect(shape.isLanguageModel)
      let model = try randomModel(shape, seed: 3)
      #expect(throws: ModelError.int8(model: shape.name)) {
        try model.int8(Calibration())
      }
      #expect(throws: ModelError.int8(model: shape.name)) {
        try model.watched(by: Int8Log())
      }
    }
  }

  /// Nobody trains in int8.
  @Test func noGradients() throws {
    let model = try randomModel(shape(), seed: 7)
    let int8 = try model.int8(calibration(model))
    let tape = Tape()
    let x = tape.leaf(Parameter("x", try Tensor(Shape(2, 16), filling: 1)))
    #expect(throws: TensorError.gradient(operation: "int8")) {
      try int8.blocks[0].query.weight.entering(x)
    }
  }
}

extension Tensor {
  fileprivate init(_ shape: Shape, filling value: Float) throws {
    try self.init(shape, [Float](repeating: value, count: shape.count))
  }
}
