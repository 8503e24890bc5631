/// One run of a kernel: its time in calls of a reference kernel that was
/// measured in turn with it, so that a slow machine cancels out.
public struct InterleavedRun: Equatable, Sendable {
  /// The quotient.
  public let value: Double
  /// The robust standard deviation of the repetitions that count, relative to
  /// their median.
  public let spread: Double
  /// How many repetitions count.
  public let repetitions: Int

  /// The run of which this is known.
  public init(value: Double, spread: Double, repetitions: Int) {
    self.value = value
    self.spread = spread
    self.repetitions = repetitions
  }

  /// The variance of ``value`` that its own repetitions explain, in its unit
  /// squared: that of a median, pi/2 times that of a mean, which it is at most.
  /// What the reference adds is little, as its repetitions are many.
  var innerVariance: Double {
    let deviation = spread * value
    return Double.pi / 2 * deviation * deviation / Double(max(1, repetitions))
  }
}
