import Foundation

/// The learning rate by step: a linear warm-up, then half a cosine (Loshchilov
/// and Hutter, arXiv:1608.03983, section 3, without restarts).
public struct LearningRate: Equatable, Sendable {
  /// The rate at the end of the warm-up.
  public var peak: Double
  /// Steps of the warm-up.
  public var warmUp: Int
  /// The share of the peak at which the warm-up begins, 0 to 1.
  public var start: Double
  /// Steps of the cosine, counted from the end of the warm-up; 0 stays at the
  /// peak.
  public var cosine: Int
  /// The share of the peak at which the cosine ends, 0 to 1.
  public var floor: Double

  /// A schedule from its parts; by default the rate stays at `peak`.
  public init(
    peak: Double, warmUp: Int = 0, start: Double = 0, cosine: Int = 0,
    floor: Double = 0
  ) {
    self.peak = peak
    self.warmUp = warmUp
    self.start = start
    self.cosine = cosine
    self.floor = floor
  }

  /// The rate of step `step`, counted from 0.
  public func rate(_ step: Int) -> Double {
    if step < warmUp {
      let share = Double(step) / Double(warmUp)
      return peak * (start + (1 - start) * share)
    }
    guard cosine > 0 else { return peak }
    let share = min(1, Double(step - warmUp) / Double(cosine))
    let height = (1 + cos(Double.pi * share)) / 2
    return peak * (floor + (1 - floor) * height)
  }
}
