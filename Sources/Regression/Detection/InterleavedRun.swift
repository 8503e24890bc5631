/// One run of a kernel as a quotient: its time over that of a reference kernel
/// that was measured in turn with it, so that a slow machine cancels out.
public struct InterleavedRun: Equatable, Sendable {
  /// The quotient.
  public let value: Double
  /// The robust standard deviation of one repetition, relative to ``value``.
  public let spread: Double
  /// How many repetitions count.
  public let repetitions: Int

  /// The run of which this is known, as a history has it.
  public init(value: Double, spread: Double, repetitions: Int) {
    self.value = value
    self.spread = spread
    self.repetitions = repetitions
  }

  /// The run with these times: the median of the quotients, pair by pair; both
  /// in the same unit.
  ///
  /// - Throws: ``DetectionError`` if there are none, if they are not as many,
  ///   or if one is not greater than zero.
  /// - Complexity: O(n log n).
  public init(measured: [Double], references: [Double]) throws {
    guard !measured.isEmpty else { throw DetectionError.noRepetitions }
    guard measured.count == references.count else {
      throw DetectionError.unpaired(
        measured: measured.count, references: references.count)
    }
    for time in measured + references where !(time > 0 && time.isFinite) {
      throw DetectionError.notPositive(time)
    }
    let quotients = zip(measured, references).map { $0 / $1 }
    let middle = Robust.median(quotients)
    value = middle
    spread = Robust.scale(ofResiduals: quotients.map { $0 / middle - 1 })
    repetitions = measured.count
  }

  /// The variance of ``value`` that its own repetitions explain, in its unit
  /// squared: that of a median, pi/2 times that of a mean, which it is at most.
  var innerVariance: Double {
    let deviation = spread * value
    return Double.pi / 2 * deviation * deviation / Double(max(1, repetitions))
  }
}
