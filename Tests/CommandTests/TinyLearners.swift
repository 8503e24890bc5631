import Foundation

/// Models that learn generated data in no time.
enum TinyLearners {
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

  /// Two epochs, judged on few samples.
  static let short = [
    "train.samples=40", "train.validation_samples=20", "train.batch=20",
    "train.rate=0.02", "data.limit=40",
  ].flatMap { ["--set", $0] }

  /// Eight points that train two models and judge them under loss.
  static let manifest = """
    experiment: learn
    model: tiny-vit
    platform: \(Scratch.platform)
    data: { set: generated-glyphs, limit: 40 }
    scheme: cats
    devices: 4
    train: { epochs: 1, samples: 40, validation_samples: 20, batch: 20, rate: 0.02 }
    sweep:
      train_loss: [0, 0.1]
      loss: [0, 0.3]
    seeds: 2
    metrics: [accuracy, cross_entropy, latency_s]

    """
}

extension Scratch {
  /// A workspace with these models.
  static func learning<Result>(_ work: (Scratch) throws -> Result) throws
    -> Result
  {
    try with { scratch in
      try scratch.write(
        TinyLearners.vit, to: "experiments/models/tiny-vit.yaml")
      try scratch.write(
        TinyLearners.forecaster, to: "experiments/models/tiny-cats.yaml")
      return try work(scratch)
    }
  }

  /// Trains `model` into `weights`.
  func train(
    _ more: [String] = [], model: String = "tiny-vit",
    into weights: String = "w.safetensors", epochs: Int = 2
  ) throws -> Output {
    try run(
      ["train", "--model", model, "--output", weights, "--epochs", "\(epochs)"]
        + TinyLearners.short + more)
  }
}

extension Output {
  /// The rows of a table with two columns.
  var rows: [String: String] {
    Dictionary(
      lines.compactMap { line in
        let parts = line.split(separator: "  ").map {
          $0.trimmingCharacters(in: .whitespaces)
        }.filter { !$0.isEmpty }
        return parts.count == 2 ? (parts[0], parts[1]) : nil
      }, uniquingKeysWith: { $1 })
  }
}
