import Models
import Tensors
import TestBasics
import TestSupport
import Testing

@testable import Experiments

/// Training through schemes, losses included: to the same bits however it is
/// computed.
struct SchemeTaskTests {
  static let splits = [
    ["scheme=single"],
    ["scheme=single", "train.dropout=0.1"],
    ["scheme=tensor-parallel", "devices=2"],
    // One sample at a time, for its messages hold one sample each.
    ["scheme=tensor-parallel", "devices=2", "train_loss=0.1"],
    ["scheme=cats", "devices=4", "train_loss=0.1"],
    ["scheme=cats", "devices=4", "train_loss=0.1", "train.dropout=0.1"],
    // With weights of the scheme's own, and what is drawn for them.
    ["scheme=astra", "devices=3", "astra.entries=8", "astra.groups=2"],
    ["scheme=one-shot", "devices=2"],
  ]

  @Test(arguments: splits, ["tiny-vit", "tiny-cats"])
  func weightsDoNotDependOnThreads(_ split: [String], _ model: String) throws {
    try withTinyModels { home in
      func train(_ workers: Int, seed: Int = 4) throws -> (
        weights: Transformer, result: TrainingResult
      ) {
        try home.learning(split, model: model, seed: seed, workers: workers)
          .trained()
      }
      let first = try train(1)
      let weights = try bits(first.weights)
      #expect(first.result.epochs == 2 && first.result.steps == 6)
      for workers in [1, 2, 3] {
        let other = try train(workers)
        #expect(try bits(other.weights) == weights, "\(workers) threads")
        #expect(other.result == first.result, "\(workers) threads")
      }
      #expect(try bits(train(2, seed: 5).weights) != weights)
    }
  }

  /// Stopped anywhere and continued, a training gives the same bits.
  @Test(arguments: [1, 3, 4], [5, 6])
  func itGoesOnBitForBit(steps: Int, split: Int) throws {
    try withTinyModels { home in
      func learning() throws -> Learning {
        try home.learning(
          Self.splits[split], model: split == 5 ? "tiny-cats" : "tiny-vit",
          workers: 2)
      }
      let whole = try bits(learning().trained().weights)
      let file = home.url("state.safetensors")
      let first = try learning().trainer(now: { 0 })
      try first.train(until: steps)
      try first.save(to: file)
      let second = try learning().trainer(now: { 0 })
      try second.restore(from: file)
      let result = try second.train()
      #expect(result.steps == 6 && result.isFinished)
      #expect(try bits(learning().weights(of: second)) == whole)
    }
  }

  /// Without loss every scheme trains what the single device trains.
  @Test(arguments: [
    ["scheme=tensor-parallel", "devices=2"], ["scheme=cats", "devices=4"],
    ["scheme=cats", "devices=3", "train.dropout=0.2"],
  ])
  func withoutLossTheSingleDeviceIsTrained(_ split: [String]) throws {
    try withTinyModels { home in
      let dropout = split.filter { $0.hasPrefix("train.dropout") }
      let found = try home.learning(split).trained()
      let expected = try home.learning(dropout).trained()
      for (a, b) in zip(found.result.history, expected.result.history) {
        #expect(abs(a.trainLoss - b.trainLoss) < 1e-4 * b.trainLoss)
      }
    }
  }

  @Test(arguments: ["tiny-vit", "tiny-cats"])
  func theLossGoesDown(_ model: String) throws {
    try withTinyModels { home in
      let result = try home.learning(
        [
          "scheme=cats", "devices=4", "train_loss=0.05", "train.epochs=6",
          "train.samples=120",
        ], model: model
      ).trained().result
      let losses = result.history.map(\.trainLoss)
      let (first, last) = try (
        #require(losses.first), #require(losses.last)
      )
      #expect(last < 0.95 * first, "\(losses)")
    }
  }

  /// Schemes that are not exact learn to make up for it.
  @Test(arguments: [
    ["scheme=prism", "devices=2", "prism.means=1"],
    ["scheme=one-shot", "devices=4"],
    ["scheme=detransformer", "devices=2", "train_loss=0.05"],
  ])
  func inexactSchemesLearn(_ split: [String]) throws {
    try withTinyModels { home in
      let result = try home.learning(
        split + ["train.epochs=6", "train.samples=120"]
      ).trained().result
      let losses = result.history.map(\.trainLoss)
      let (first, last) = try (
        #require(losses.first), #require(losses.last)
      )
      #expect(last < 0.95 * first, "\(losses)")
    }
  }

  /// A sample loses other messages in another epoch, the same ones again in
  /// the same, and nothing changes where nothing is lost.
  @Test(arguments: ["cats", "tensor-parallel"])
  func epochsLoseOtherMessages(_ scheme: String) throws {
    try withTinyModels { home in
      func losses(_ loss: Double) throws -> [Float] {
        let trainer = try home.learning([
          "scheme=\(scheme)", "devices=4", "train_loss=\(loss)",
        ]).trainer()
        return try [0, 1, 2, 0].map { epoch in
          let tape = Tape()
          return try trainer.task.loss(
            of: [3, 1, 7], key: EpochKey(seed: 1, epoch: epoch), on: tape
          ).values()[0]
        }
      }
      let lossy = try losses(0.3)
      #expect(Set(lossy).count == 3 && lossy[0] == lossy[3])
      #expect(try Set(losses(0)).count == 1)
    }
  }

  /// A sample loses what it loses alone, whichever others are beside it.
  @Test(arguments: ["cats", "tensor-parallel", "voltage"])
  func samplesLoseTheirOwnMessages(_ scheme: String) throws {
    try withTinyModels { home in
      let trainer = try home.learning(
        [
          "scheme=\(scheme)", "devices=3", "train_loss=0.2",
          "train.dropout=0.3",
        ].filter { scheme != "voltage" || $0 != "train.dropout=0.3" }
      ).trainer()
      let key = EpochKey(seed: 1, epoch: 2)
      func loss(_ samples: [Int]) throws -> Float {
        let tape = Tape()
        return try trainer.task.loss(of: samples, key: key, on: tape)
          .values()[0]
      }
      let together = try loss([5, 2, 9, 30])
      let apart = try [5, 2, 9, 30].reduce(0) { try $0 + loss([$1]) } / 4
      #expect(abs(together - apart) < 1e-5)
    }
  }

  /// Training and judging may be split in different ways; what is lost while
  /// training goes by the scheme that trains.
  @Test func theSchemeThatTrainsSaysHowMessagesAreLost() throws {
    try withTinyModels { home in
      let texts = [
        "train.scheme=cats", "train.devices=4", "train_loss=0.3",
      ]
      let alone = try home.learning(["scheme=single"] + texts)
      let same = try home.learning(["scheme=cats", "devices=4"] + texts)
      #expect(alone.identity == same.identity)
      #expect(try bits(alone.trained().weights) == bits(same.trained().weights))
      let other = try home.learning(
        ["scheme=single", "loss_mode=independent"] + texts)
      #expect(other.identity != alone.identity)
      #expect(
        try bits(other.trained().weights) != bits(alone.trained().weights))
    }
  }
}
