import Foundation

/// How a ``Trainer`` goes about it.
public struct TrainingOptions: Sendable {
  /// Samples of a step of the optimizer.
  public var batch = 32
  /// Samples that one tape takes. A batch is cut into micro-batches of this
  /// size, the last perhaps smaller, whose gradients are summed: it bounds
  /// the memory, and it is what threads share. Results depend on it (by
  /// rounding), not on the number of workers.
  public var microBatch = 8
  /// Whether an epoch leaves out its last samples if they fill no batch.
  public var dropsPartialBatch = false
  /// How often the samples are gone through, at most.
  public var epochs = 10
  /// Names all that is random.
  public var seed: UInt64 = 0
  /// The learning rate by step.
  public var rate = LearningRate(peak: 1e-3)
  /// The norm to which gradients are shortened, if at all.
  public var clipNorm: Double?
  /// Threads at most.
  public var workers = ProcessInfo.processInfo.activeProcessorCount
  /// Epochs from one evaluation to the next; the last epoch always has one.
  public var evaluationInterval = 1
  /// Evaluations without a better one after which training stops, if it does
  /// before its last epoch.
  public var patience: Int?
  /// Whether the weights at the end are those of the best evaluation; else
  /// those of the last step.
  public var keepsBest = true
  /// Where checkpoints go, each in place of the one before; none if not given.
  public var checkpoint: URL?
  /// Steps from one checkpoint to the next; by default there is one at the
  /// end of each epoch. The last step always has one.
  public var checkpointInterval: Int?

  /// The options as they stand above.
  public init() {}

  /// Steps of an epoch over `samples` samples.
  public func stepsPerEpoch(samples: Int) -> Int {
    dropsPartialBatch ? samples / batch : (samples + batch - 1) / batch
  }

  /// What a run must have in common with the one that it continues; how long
  /// it goes on, on how many threads and when it is saved may differ.
  var identity: String {
    let parts = [
      "batch \(batch)", "micro-batch \(microBatch)",
      "partial batches \(dropsPartialBatch ? "dropped" : "kept")",
      "clip norm \(clipNorm.map { "\($0)" } ?? "none")",
      "evaluation every \(evaluationInterval)", "rate \(rate.peak)",
      "warm-up \(rate.warmUp) from \(rate.start)",
      "cosine \(rate.cosine) to \(rate.floor)",
    ]
    return parts.joined(separator: ", ")
  }

  /// Throws ``TrainingError/option(_:value:expected:)`` if one is impossible.
  func check() throws {
    let counts = [
      ("batch", batch), ("microBatch", microBatch), ("epochs", epochs),
      ("workers", workers), ("evaluationInterval", evaluationInterval),
      ("patience", patience ?? 1),
      ("checkpointInterval", checkpointInterval ?? 1),
    ]
    for (name, value) in counts where value < 1 {
      throw TrainingError.option(
        name, value: "\(value)", expected: "a whole number from 1")
    }
    if let clipNorm, !(clipNorm > 0) {
      throw TrainingError.option(
        "clipNorm", value: "\(clipNorm)", expected: "a number above 0")
    }
    if !(rate.peak.isFinite && rate.peak >= 0) {
      throw TrainingError.option(
        "rate", value: "\(rate.peak)", expected: "a number from 0")
    }
  }
}
