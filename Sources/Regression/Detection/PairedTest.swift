import Foundation

/// Tests whether one of two builds that were measured in turn is slower.
///
/// Each repetition of one build stands beside one of the other, so that what
/// the machine does in between strikes both. The logarithms of the quotients
/// are tested against 0 by Student's t, wild ones drawn in, and repetitions
/// that err alike count (1 - rho)/(1 + rho) each. No history is needed.
///
/// Student's test of paired observations; the limits are this repository's own.
public struct PairedTest: Sendable {
  /// The limit of p.
  public var significance = 0.001
  /// The smallest relative change that is reported.
  public var effect = 0.03
  /// How many pairs there must be.
  public var minimumPairs = 5
  /// What draws wild quotients in.
  public var winsoriser = Winsoriser()

  /// The test with its usual settings.
  public init() {}

  /// What a test comes to.
  public struct Result: Equatable, Sendable {
    /// The relative change from the base: by the mean of the logarithms or by
    /// their median, whichever is smaller; 0 if they contradict each other.
    public var effect: Double
    /// How likely equal builds differ as much.
    public var p: Double
    /// The noise of the logarithms.
    public var noise: SeriesNoise
    /// The gate that stopped it; `nil` if the builds differ.
    public var blocked: ChangePoint.Gate?

    /// The standard error of the base as a whole; relative.
    public var uncertainty = 0.0

    /// Whether more pairs may tell what these do not: the change is large
    /// enough to be reported, and noise of the pairs may look so.
    public var isUndecided: Bool {
      blocked == .significance && uncertainty == 0
    }
  }

  /// Tests `changed` against `base`, pair by pair; times in the same unit.
  ///
  /// - Parameters:
  ///   - base: What the base took.
  ///   - changed: What the changed build took beside each.
  ///   - uncertainty: The standard error of `base` as a whole, where it is not
  ///     what was measured; relative.
  /// - Throws: ``DetectionError`` if there are none, if they are not as many,
  ///   or if one is not a number greater than zero.
  /// - Complexity: O(n log n).
  public func judge(
    base: [Double], changed: [Double], uncertainty: Double = 0
  ) throws -> Result {
    try Self.check(base, changed)
    let logarithms = zip(changed, base).map { log($0 / $1) }
    let clipped = winsoriser.clipped(logarithms)
    let noise = StepModel(clipped).noise(about: [])
    let mean = clipped.reduce(0, +) / Double(clipped.count)
    let own = noise.deviation / noise.independent(clipped.count).squareRoot()
    let error = (own * own + uncertainty * uncertainty).squareRoot()
    let p =
      mean == 0
      ? 1
      : StudentTail.twoSided(
        t: mean / error, degrees: Double(clipped.count - 2))
    let changes = [mean, Robust.median(logarithms)].map { exp($0) - 1 }
    let effect =
      (changes[0] > 0) == (changes[1] > 0)
      ? changes.min { abs($0) < abs($1) } ?? 0 : 0
    var result = Result(
      effect: effect, p: p, noise: noise, blocked: nil,
      uncertainty: uncertainty)
    if clipped.count < minimumPairs {
      result.blocked = .length
    } else if abs(effect) < self.effect {
      result.blocked = .effect
    } else if p > significance {
      result.blocked = .significance
    }
    return result
  }

  private static func check(_ base: [Double], _ changed: [Double]) throws {
    guard !changed.isEmpty else { throw DetectionError.noRepetitions }
    guard base.count == changed.count else {
      throw DetectionError.unpaired(changed.count, base: base.count)
    }
    for time in base + changed where !(time > 0 && time.isFinite) {
      throw DetectionError.notPositive(time)
    }
  }
}
