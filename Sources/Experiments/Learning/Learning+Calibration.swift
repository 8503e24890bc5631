import Models
import Schemes
import Tensors

extension Learning {
  /// Batches from which int8 scales are taken (CATS repository,
  /// export_to_hardware.py).
  static let calibrationBatches = 10
  /// Samples of each.
  static let calibrationBatch = 64

  /// How large the tensors of `weights` become on training samples, spread
  /// evenly over the training part; nothing is lost.
  ///
  /// - Throws: ``LearningError/noSamples(data:part:)``,
  ///   ``ConfigurationError/gathers(setting:value:scheme:)`` for another
  ///   scheme than `cats`, and what the model throws.
  func calibration(of weights: Transformer) throws -> Calibration {
    guard let cats = scheme as? Cats else {
      throw ConfigurationError.gathers(
        setting: "arithmetic", value: "int8", scheme: type(of: scheme).name)
    }
    let all = data.count(.train)
    guard all > 0 else {
      throw LearningError.noSamples(data: source.name, part: "train")
    }
    let count = min(all, Self.calibrationBatches * Self.calibrationBatch)
    let samples = (0..<count).map { $0 * all / count }
    var calibration = Calibration()
    for first in stride(from: 0, to: count, by: Self.calibrationBatch) {
      let batch = samples[first..<min(count, first + Self.calibrationBatch)]
      let examples = try data.examples(Array(batch), of: .train, key: nil)
      calibration.join(
        try cats.calibration(
          of: weights, devices: devices, on: examples.pass))
    }
    return calibration
  }
}
