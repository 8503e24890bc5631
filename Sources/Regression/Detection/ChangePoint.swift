/// A place where the level of a series changes, or seems to.
public struct ChangePoint: Equatable, Sendable {
  /// The first point of the new level, counted from 0.
  public var index: Int
  /// The median before, since the change point before it; in the unit of the
  /// series.
  public var before: Double
  /// The median from here to the next change point, likewise.
  public var after: Double
  /// The relative change, as 0.05: that of the medians or that of the fitted
  /// levels, whichever is smaller; 0 if they contradict each other.
  public var effect: Double
  /// How likely noise alone looks like this.
  public var p: Double
  /// What ``p`` may be at most; less for short stretches of long series.
  public var limit: Double
  /// The first of the gates that it does not pass; `nil` if it passes.
  public var blocked: Gate?

  /// What a change must pass to be reported.
  public enum Gate: String, CaseIterable, Sendable {
    /// The stretches before and after are long enough.
    case length
    /// The change is large enough to matter.
    case effect
    /// The change is unlikely to be noise.
    case significance
  }
}

/// What was found in a series.
public struct Detection: Equatable, Sendable {
  /// The changes, in order of place.
  public var changes: [ChangePoint]
  /// The last candidate that was rejected, judged beside ``changes``.
  public var rejected: ChangePoint?
  /// The noise about the levels.
  public var noise: SeriesNoise
}

/// `after` relative to `before`, less 1; infinite from zero to something.
func relativeChange(from before: Double, to after: Double) -> Double {
  if before == after { return 0 }
  return (after - before) / abs(before)
}
