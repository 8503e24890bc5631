/// How far a training has come, after a step.
public struct TrainingProgress: Equatable, Sendable {
  /// The epoch of the step, counted from 1.
  public var epoch: Int
  /// Epochs at most.
  public var epochs: Int
  /// Steps done, those before a checkpoint included.
  public var step: Int
  /// Steps at most.
  public var steps: Int
  /// The training loss, smoothed over about 50 steps.
  public var loss: Double
  /// The validation loss that was computed last, if one was.
  public var validationLoss: Double?
  /// Samples a second of training since it was begun or continued, without
  /// evaluations; 0 if no time has passed.
  public var samplesPerSecond: Double
  /// Seconds left, evaluations included, if no early stop comes.
  public var secondsLeft: Double
}

/// Keeps the averages that progress shows.
struct ProgressMeter {
  private static let kept = 0.98
  private let start: Double
  private var sum = 0.0
  private var weight = 0.0
  private var steps = 0
  private var samples = 0
  private var seconds = 0.0

  /// Begins at time `start`, in seconds.
  init(start: Double) { self.start = start }

  /// Takes note of a step that took `seconds`.
  mutating func add(loss: Double, samples: Int, seconds: Double) {
    sum = Self.kept * sum + (1 - Self.kept) * loss
    weight = Self.kept * weight + (1 - Self.kept)
    steps += 1
    self.samples += samples
    self.seconds += seconds
  }

  var loss: Double { weight > 0 ? sum / weight : 0 }

  var samplesPerSecond: Double { perSecond(samples, seconds) }

  /// Seconds for `count` more steps, from the time `now`.
  func secondsLeft(steps count: Int, now: Double) -> Double {
    steps == 0 ? 0 : (now - start) * Double(count) / Double(steps)
  }
}

/// Samples a second; 0 if no time has passed.
func perSecond(_ samples: Int, _ seconds: Double) -> Double {
  seconds > 0 ? Double(samples) / seconds : 0
}
