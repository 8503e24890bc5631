import Foundation

/// Tests whether one of two builds that were measured in turn is slower.
///
/// Each repetition of one build stands beside one of the other, so that what
/// the machine does in between strikes both. What strikes one alone can only
/// have added time: so the faster half of either counts. The means of their
/// logarithms are compared by Student's t, the deviation being that of the
/// pairs with the slower half drawn in to where it begins; repetitions that err
/// alike count (1 - rho)/(1 + rho) each. No history is needed.
///
/// Yuen's test of trimmed means (Biometrika 61, 1974), trimmed on one side and
/// of pairs; the limits are this repository's own.
public struct PairedTest: Sendable {
  /// How many pairs a round of measuring has.
  public static let round = 16
  /// How many rounds there are at most, while the pairs do not tell.
  public static let rounds = 5

  /// The limit of p.
  public var significance = 0.001
  /// The smallest relative change that is reported.
  public var effect = 0.03
  /// How many pairs there must be.
  public var minimumPairs = 8
  /// The share of either build's repetitions, the fastest, that count.
  public var share = 0.5

  /// The test with its usual settings.
  public init() {}

  /// What a test comes to.
  public struct Result: Equatable, Sendable {
    /// The relative change from the base.
    public var effect: Double
    /// How likely equal builds differ as much.
    public var p: Double
    /// The noise that a pair adds to the difference of the logarithms.
    public var noise: SeriesNoise
    /// The gate that stopped it; `nil` if the builds differ.
    public var blocked: ChangePoint.Gate?

    /// Whether the change is large enough to be reported, and noise of the
    /// pairs may look so.
    public var isSuspicious = false
    /// Whether more pairs may tell what these do not: the change is suspicious,
    /// or none can be ruled out, the standard error being more than half the
    /// least effect.
    public var isUndecided = false
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
    let count = base.count
    let counting = Int((share * Double(count)).rounded(.up))
    let before = Faster(base, counting)
    let after = Faster(changed, counting)
    let weight = Double(count) / Double(counting)
    let noise = StepModel(
      zip(after.drawnIn, before.drawnIn).map { weight * ($0 - $1) }
    ).noise(about: [])
    let own = noise.deviation / noise.independent(count).squareRoot()
    let error = (own * own + uncertainty * uncertainty).squareRoot()
    let difference = after.mean - before.mean
    let p =
      difference == 0
      ? 1
      : StudentTail.twoSided(
        t: difference / error, degrees: Double(counting - 1))
    let effect = exp(difference) - 1
    var result = Result(effect: effect, p: p, noise: noise, blocked: nil)
    if count < minimumPairs {
      result.blocked = .length
    } else if abs(effect) < self.effect {
      result.blocked = .effect
    } else if p > significance {
      result.blocked = .significance
    }
    // Pairs do not tell more of the base as a whole.
    if uncertainty == 0 {
      result.isSuspicious = result.blocked == .significance
      result.isUndecided =
        result.isSuspicious
        || result.blocked == .effect && own > self.effect / 2
    }
    return result
  }

  /// The logarithms of the times of one build.
  private struct Faster {
    /// The mean of those that count.
    let mean: Double
    /// All, those that do not count as long as the slowest that does.
    let drawnIn: [Double]

    /// The fastest `count` of `times` count.
    init(_ times: [Double], _ count: Int) {
      let logarithms = times.map { log($0) }
      let fastest = logarithms.sorted().prefix(count)
      mean = fastest.reduce(0, +) / Double(count)
      drawnIn = logarithms.map { min($0, fastest.last ?? $0) }
    }
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
