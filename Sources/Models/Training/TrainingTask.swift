import Tensors

/// What a ``Trainer`` trains: a model, its samples, and what is good.
///
/// ``loss(of:key:on:)`` is called from several threads at once, each with a
/// tape of its own; it only reads the parameters and changes nothing that two
/// calls share. Everything else is called from one thread.
///
/// Whatever is random in a loss (dropout, lost messages, augmentation) comes
/// from the key and the sample's number alone, so that a sample sees the same
/// whichever others are computed with it and whoever computes it.
public protocol TrainingTask {
  /// Names the model, the data and all settings that the loss depends on. A
  /// checkpoint of another identity is refused.
  var identity: String { get }

  /// What is trained: with values, under names that are all different.
  var parameters: [Parameter] { get }

  /// The number of training samples.
  var sampleCount: Int { get }

  /// The mean loss of `samples`, one element on `tape`.
  ///
  /// - Parameters:
  ///   - samples: numbers from 0, at least one.
  ///   - key: names what is random in this epoch.
  ///   - tape: where the parameters' gradients are wanted.
  /// - Returns: one element.
  /// - Throws: whatever the computation throws; it ends the training.
  func loss(of samples: [Int], key: EpochKey, on tape: Tape) throws -> Tensor

  /// Called before the first step of each epoch, from 0; may change parameters
  /// that follow what flows through the model.
  ///
  /// - Throws: whatever keeps the epoch from being begun.
  func beginEpoch(_ epoch: Int) throws

  /// The validation loss, or another measure of which less is better, with
  /// the parameters as they are; no tape is needed.
  ///
  /// - Throws: whatever the computation throws.
  func evaluate() throws -> Double
}

extension TrainingTask {
  /// Nothing.
  ///
  /// - Throws: nothing.
  public func beginEpoch(_ epoch: Int) throws {}
}
