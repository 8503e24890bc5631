import Foundation

/// Where a training stands, besides its weights and its optimizer.
struct TrainingState: Equatable {
  /// Steps done.
  var step = 0
  /// Epochs done.
  var epoch = 0
  /// Steps done in the epoch that is going on.
  var position = 0
  /// Of that epoch: the sum over samples of their losses, ...
  var lossSum = 0.0
  /// ... how many they are, ...
  var samples = 0
  /// ... and the seconds that their steps took.
  var seconds = 0.0
  /// The loss of the best evaluation, and its epoch, counted from 1.
  var bestLoss: Double?
  var bestEpoch: Int?
  /// Evaluations since the best.
  var patienceUsed = 0
  /// The epochs done.
  var history: [EpochRecord] = []

  init() {}

  /// As notes of a checkpoint; numbers keep every bit.
  func notes() throws -> [String: String] {
    var notes = [
      "step": "\(step)", "epoch": "\(epoch)", "position": "\(position)",
      "epoch_loss_sum": "\(lossSum)", "epoch_samples": "\(samples)",
      "epoch_seconds": "\(seconds)", "patience_used": "\(patienceUsed)",
    ]
    if let bestLoss, let bestEpoch {
      notes["best_validation_loss"] = "\(bestLoss)"
      notes["best_epoch"] = "\(bestEpoch)"
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    notes["history"] = String(
      decoding: try encoder.encode(history), as: UTF8.self)
    return notes
  }

  /// From the notes of a checkpoint.
  ///
  /// - Throws: ``TrainingError/checkpoint(file:entry:_:)`` with what is
  ///   missing or impossible.
  init(_ notes: CheckpointNotes) throws {
    step = try notes.count("step")
    epoch = try notes.count("epoch")
    position = try notes.count("position")
    lossSum = try notes.number("epoch_loss_sum")
    samples = try notes.count("epoch_samples")
    seconds = try notes.number("epoch_seconds")
    patienceUsed = try notes.count("patience_used")
    if notes.has("best_validation_loss") || notes.has("best_epoch") {
      bestLoss = try notes.number("best_validation_loss")
      bestEpoch = try notes.count("best_epoch")
    }
    history = try notes.value("history", expected: "a list of epochs") {
      try? JSONDecoder().decode([EpochRecord].self, from: Data($0.utf8))
    }
  }
}
