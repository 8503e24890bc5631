import Foundation
import Models
import Tensors

@testable import Experiments

/// Models small enough to learn something in no time.
enum TinyFiles {
  static let vit = """
    model: tiny-vit
    architecture: vit
    summary: "A model for tests"
    width: 16
    hidden: 16
    blocks: 1
    heads: 4
    image: { channels: 1, height: 28, width: 28 }
    patch: 14
    classes: 10

    """

  static let forecaster = """
    model: tiny-cats
    architecture: cats-decoder
    summary: "A model for tests"
    width: 16
    hidden: 16
    blocks: 1
    heads: 4
    context: 32
    patch: 8
    horizon: 8

    """

  static let writer = """
    model: tiny-gpt
    architecture: gpt2
    summary: "A model for tests"
    width: 16
    hidden: 16
    blocks: 1
    heads: 4
    vocabulary: 40
    context: 16

    """
}

/// A workspace with the tiny models, which goes when the work is done.
func withTinyModels<Result>(_ work: (Workspace) throws -> Result) throws
  -> Result
{
  try withFolder([
    "experiments/models/tiny-vit.yaml": TinyFiles.vit,
    "experiments/models/tiny-cats.yaml": TinyFiles.forecaster,
    "experiments/models/tiny-gpt.yaml": TinyFiles.writer,
  ]) { root in
    try work(Workspace(environment: ["SHARDBENCH_HOME": root.path]))
  }
}

extension Workspace {
  /// What settings such as `train_loss=0.1` ask of a tiny model on generated
  /// data; a short training with a quick rate.
  func learning(
    _ texts: [String], model: String = "tiny-vit", seed: Int = 0,
    workers: Int = 1
  ) throws -> Learning {
    let set =
      model == "tiny-vit" ? GeneratedGlyphs.name : GeneratedSeries.name
    let basis = [
      "model=\(model)", "data.set=\(set)", "data.limit=40", "train.epochs=2",
      "train.samples=40", "train.validation_samples=20", "train.batch=16",
      "train.micro_batch=6", "train.rate=0.02",
    ]
    return try Learning(
      Vocabulary.standard.settings(basis + texts), seed: seed, in: self,
      workers: workers)
  }
}

extension Learning {
  /// The weights after training, and what it came to.
  func trained() throws -> (weights: Transformer, result: TrainingResult) {
    let trainer = try trainer(now: { 0 })
    let result = try trainer.train()
    return (try weights(of: trainer), result)
  }
}

/// The bits of all weights.
func bits(_ model: Transformer) throws -> [[UInt32]] {
  try model.parameters.map { try $0.value.values().map(\.bitPattern) }
}

/// The preparation of patches of a series.
func patches(context: Int, size: Int, channels: Int, horizon: Int)
  -> SeriesPatches
{
  SeriesPatches(
    context: context, size: size, channels: channels, horizon: horizon)
}

/// The vectors that a pass takes in.
func vectors(_ pass: Pass) throws -> Tensor {
  guard case .vectors(let vectors) = pass.input else {
    throw ModelError.input(model: "", expected: "vectors")
  }
  return vectors
}
