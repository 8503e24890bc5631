import Foundation

/// One change of one series, or the one that came nearest to being one.
public struct Finding: Equatable, Sendable {
  /// What looked for it.
  public enum Test: String, CaseIterable, Sendable {
    /// Equality, for deterministic figures.
    case exact
    /// A fence about past changes, for counted figures.
    case fence
    /// A change point in the history of a wall time.
    case changePoint = "change point"
    /// The newest run against history.
    case latestRun = "latest run"
    /// Two builds that were measured in turn.
    case paired = "in turn"
  }

  /// What became of it.
  public enum Verdict: String, CaseIterable, Sendable {
    /// The series is worse.
    case regression
    /// It looks worse or better, and must be measured again to know.
    case needsConfirmation = "needs confirmation"
    /// The series is better.
    case improvement
    /// It was there, but the series is back where it was, or reruns were.
    case wentAway = "went away"
    /// It is there, but an earlier build that is measured in turn shows it as
    /// well.
    case machineMoved = "machine moved"
    /// It is no change; ``Finding/blocked`` says what stopped it.
    case none = "no change"
  }

  /// What looked for it.
  public var test: Test
  /// What became of it.
  public var verdict: Verdict
  /// The level before, in the unit of the series.
  public var before: Double
  /// The level after, likewise.
  public var after: Double
  /// The change in percent of ``before``; infinite from zero to something.
  public var changePercent: Double
  /// What ``changePercent`` must be at least, either way.
  public var leastPercent: Double
  /// How likely noise alone looks like this; `nil` where nothing is random.
  public var p: Double?
  /// What ``p`` may be at most.
  public var limit: Double?
  /// The gate that it does not pass; `nil` if it passes all.
  public var blocked: ChangePoint.Gate?
  /// The last commit known to be before it, and the first known to be after.
  public var commits: CommitRange
  /// The run that it begins with.
  public var run: String
  /// The place of that run among the points of the series, from 0.
  public var index: Int

  /// Between which commits a change came about.
  public struct CommitRange: Equatable, Sendable {
    /// The last commit before it; `nil` if none was measured.
    public var before: String?
    /// The first commit after it.
    public var after: String
    /// As version control writes a range.
    public var text: String { before.map { "\($0)..\(after)" } ?? after }
  }

  /// By how much it exceeds what it must, at the gate that it passes by the
  /// least: 1 is just enough. Findings are sorted by it.
  ///
  /// The change over the least one, and log p over log of its limit.
  public var significance: Double {
    let effect =
      leastPercent > 0 ? abs(changePercent) / leastPercent : .infinity
    guard let p, let limit, limit > 0, limit < 1 else { return effect }
    return min(effect, p > 0 ? log(p) / log(limit) : .infinity)
  }
}
