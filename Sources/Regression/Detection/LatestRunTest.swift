/// Tests the newest run against the stable stretch of history before it:
/// what is younger than the change points see.
///
/// In two stages, because one run that is tested strictly enough for a suite
/// of many series misses a change of 10 % among 20 noisy points. A run whose
/// value is suspicious needs confirmation: the same build is measured again,
/// once or more. The change is confirmed if the median of the reruns is
/// suspicious in the same direction, and the median of all runs significant;
/// else it went away. Three reruns are worth their time: then one wild run
/// among them decides nothing.
///
/// A value is Student's t by the deviation *between* runs, which history has,
/// never below what the repetitions of the runs themselves show; repetitions
/// within one process agree far better than runs do. History of a series that
/// wanders says less about its level: its points count (1 - rho)/(1 + rho) each.
///
/// The two stages and their limits are this repository's own;
/// ``OperatingCurve`` measures how often they err.
public struct LatestRunTest: Sendable {
  /// The limit of p for one run to be suspicious.
  public var suspicion = 0.05
  /// The limit of p for the median of all runs.
  public var significance = 0.002
  /// The smallest relative change that is reported.
  public var effect = 0.03
  /// How many points a stable stretch must have.
  public var minimumHistory = 5
  /// What draws wild points of the history in.
  public var winsoriser = Winsoriser()

  /// The test with the settings of its operating curve.
  public init() {}

  /// What a test comes to.
  public enum Verdict: String, CaseIterable, Sendable {
    /// There are fewer points than ``minimumHistory``.
    case tooLittleHistory = "too little history"
    /// The run looks like those before it.
    case unchanged
    /// The run is suspicious; the build must be measured again.
    case needsConfirmation = "needs confirmation"
    /// The reruns have not changed, or not enough together with the first.
    case wentAway = "went away"
    /// The reruns have changed as the first run has.
    case confirmed
  }

  /// A verdict with the numbers that it rests on.
  public struct Result: Equatable, Sendable {
    /// What the test comes to.
    public var verdict: Verdict
    /// The level of the history, in the unit of the series.
    public var level: Double
    /// The value that was tested: of the run, or the median of all.
    public var value: Double
    /// The relative change of ``value``.
    public var effect: Double
    /// How likely noise alone is as far from the level.
    public var p: Double
    /// What ``p`` may be at most.
    public var limit: Double
    /// The deviation between runs that was assumed, in the series' unit.
    public var deviation: Double
    /// The gate that stopped the run; `nil` if none did.
    public var blocked: ChangePoint.Gate?
  }

  /// Tests `run`, and with it `reruns` of the same build if there are any,
  /// against `history`: the points since the last change, oldest first.
  ///
  /// - Throws: ``DetectionError`` if a value cannot be measured.
  /// - Complexity: O(n log n) for n points of history.
  public func judge(
    _ run: InterleavedRun, reruns: [InterleavedRun] = [], history: [Double]
  ) throws -> Result {
    let all = history + [run.value] + reruns.map(\.value)
    if let index = all.firstIndex(where: { !$0.isMeasurable }) {
      throw DetectionError.notMeasurable(all[index], index: index)
    }
    let past = Past(history: history, winsoriser: winsoriser)
    var first = tested([run], against: past, limit: suspicion)
    if history.count < minimumHistory {
      first.verdict = .tooLittleHistory
      first.blocked = .length
    }
    guard first.verdict == .needsConfirmation, !reruns.isEmpty else {
      return first
    }
    let again = tested(reruns, against: past, limit: suspicion)
    var both = tested([run] + reruns, against: past, limit: significance)
    if again.blocked != nil || (again.effect > 0) != (first.effect > 0) {
      both.blocked = .effect
    }
    both.verdict = both.blocked == nil ? .confirmed : .wentAway
    return both
  }

  /// What is known from history.
  private struct Past {
    let level: Double
    let noise: SeriesNoise

    init(history: [Double], winsoriser: Winsoriser) {
      let clipped = winsoriser.clipped(history)
      noise = StepModel(clipped).noise(about: [])
      level = clipped.reduce(0, +) / Double(max(1, clipped.count))
    }
  }

  /// The median of `runs` against the level of the past.
  private func tested(
    _ runs: [InterleavedRun], against past: Past, limit: Double
  ) -> Result {
    let noise = past.noise
    // As the value: one run of many that disagrees with itself decides nothing.
    let inner = Robust.median(runs.map(\.innerVariance))
    let variance = max(noise.deviation * noise.deviation, inner)
    let count = Double(runs.count)
    let value = Robust.median(runs.map(\.value))
    // Neighbours in time err alike, by rho. A median of few normal numbers has
    // at most about 1.4 times the variance of their mean.
    let wide: Double = runs.count < 3 ? 1 : 1.4
    let own = wide * (1 + (count - 1) * noise.rho) / count
    let error = variance * (own + 1 / noise.independent(noise.points))
    let difference = abs(value - past.level)
    let p =
      difference == 0
      ? 1
      : StudentTail.twoSided(
        t: difference / error.squareRoot(), degrees: Double(noise.points - 2))
    let effect = relativeChange(from: past.level, to: value)
    let blocked: ChangePoint.Gate? =
      abs(effect) < self.effect ? .effect : p > limit ? .significance : nil
    return Result(
      verdict: blocked == nil ? .needsConfirmation : .unchanged,
      level: past.level, value: value, effect: effect, p: p, limit: limit,
      deviation: variance.squareRoot(), blocked: blocked)
  }
}
