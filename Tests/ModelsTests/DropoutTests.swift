import Models
import Tensors
import TestSupport
import Testing

/// Which elements training leaves out: by seed, epoch, sample and site.
struct DropoutTests {
  private func dropped(
    _ x: Tensor, samples: [Int], epoch: Int = 1, seed: UInt64 = 2,
    site: Int = 3, probability: Float = 0.5
  ) throws -> [Float] {
    try TrainingDraw(
      dropout: probability, seed: seed, epoch: epoch, samples: samples
    ).droppingOut(x, site: site).values()
  }

  @Test func aBatchIsItsSamples() throws {
    var random = RandomStream(seed: 1)
    for _ in 0..<40 {
      let samples = (0..<random.int(1...5)).map { _ in random.int(0...999) }
      let rows = random.int(1...6)
      let x = try random.tensor(
        Shape(samples.count, rows, random.int(1...20)))
      let alone = try samples.indices.flatMap {
        try dropped(
          x.rows($0 * rows..<($0 + 1) * rows), samples: [samples[$0]])
      }
      #expect(try dropped(x, samples: samples) == alone)
    }
  }

  @Test func everythingThatNamesItCounts() throws {
    let x = Tensor(Shape(1, 300)) { $0.update(repeating: 1, count: 300) }
    let base = try dropped(x, samples: [4])
    #expect(try dropped(x, samples: [4]) == base)
    let others = [
      try dropped(x, samples: [5]), try dropped(x, samples: [4], epoch: 2),
      try dropped(x, samples: [4], seed: 3),
      try dropped(x, samples: [4], site: 4),
    ]
    for other in others {
      // Independent fair coins: half of 300, within five deviations.
      let differ = zip(base, other).filter { $0 != $1 }.count
      #expect(abs(differ - 150) < 44)
    }
  }

  @Test func noneIsTheTensorItself() throws {
    var random = RandomStream(seed: 3)
    let x = try random.tensor(Shape(2, 5))
    #expect(try dropped(x, samples: [1], probability: 0) == x.values())
  }

  /// Each half of each block leaves out elements of its own; a model without
  /// the pass's dropout leaves out none.
  @Test func everyHalfOfABlockHasItsOwn() throws {
    var random = RandomStream(seed: 4)
    let shape = random.catsShape(devices: 2)
    let model = try randomModel(shape, seed: 4)
    let x = try random.tensor(Shape(1, 3, shape.width))
    let sum = try random.tensor(Shape(1, 3, shape.width))
    var pass = Pass(vectors: x)
    pass.draw = TrainingDraw(dropout: 0.5, seed: 1, epoch: 0, samples: [0])
    var masks: Set<[Bool]> = []
    for block in model.blocks {
      for step in block.steps {
        let joined = try block.joined(x, sum, step, of: x, in: pass).values()
        masks.insert(zip(joined, try x.values()).map { $0 == $1 })
      }
    }
    #expect(masks.count == 2 * model.blocks.count)
  }
}
