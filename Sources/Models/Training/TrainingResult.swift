/// What a training came to.
public struct TrainingResult: Equatable, Sendable {
  /// Steps done.
  public var steps: Int
  /// Epochs done.
  public var epochs: Int
  /// Whether it is over: all epochs done, or patience gone.
  public var isFinished: Bool
  /// Whether patience went before the last epoch.
  public var stoppedEarly: Bool
  /// The epoch, counted from 1, of the best evaluation, if there was one.
  public var bestEpoch: Int?
  /// The loss of that evaluation.
  public var bestValidationLoss: Double?
  /// What each epoch was like.
  public var history: [EpochRecord]
}

/// What one epoch was like.
public struct EpochRecord: Equatable, Codable, Sendable {
  /// The epoch, counted from 1.
  public var epoch: Int
  /// The mean of the losses of its samples, each as it was before its step.
  public var trainLoss: Double
  /// The validation loss after it, if there was an evaluation.
  public var validationLoss: Double?
  /// The learning rate of its last step.
  public var rate: Double
  /// Samples a second of training; 0 if no time has passed.
  public var samplesPerSecond: Double
}
