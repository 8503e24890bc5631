/// How often the detectors raise false alarms and how much they find, on
/// made-up series.
///
/// ```swift
/// let curve = OperatingCurve(seriesPerCell: 300)
/// let alarms = try curve.changePointCell(.gauss, 60, stepPercent: 0).flagged
/// ```
///
/// The same seed gives the same counts. Each cell has series of its own.
public struct OperatingCurve: Sendable {
  /// What names the series.
  public var seed: UInt64
  /// How many series a cell has.
  public var seriesPerCell: Int
  /// How many of them are also followed point by point, for the delay.
  public var delaySeries: Int
  /// How far from the truth a change still counts as found, in points.
  public var tolerance = 2
  /// The longest delay that is looked for, in points after the step.
  public var longestDelay = 20
  /// What finds change points.
  public var detector = ChangePointDetector()
  /// What tests the newest run.
  public var latest = LatestRunTest()
  /// How often a suspicious run is measured again.
  public var reruns = 3

  /// The seed of the committed curve; it was not used to design the detectors.
  public static let standardSeed: UInt64 = 20_260_722

  /// The curve of `seed`, with 300 series a cell or more.
  public init(
    seed: UInt64 = OperatingCurve.standardSeed, seriesPerCell: Int = 300,
    delaySeries: Int = 100
  ) {
    self.seed = seed
    self.seriesPerCell = seriesPerCell
    self.delaySeries = delaySeries
  }

  /// The kind of series of a cell, and the seed that names its series.
  func cell(
    _ noise: SyntheticSeries.Noise, _ points: Int, stepPercent: Double
  ) -> (kind: SyntheticSeries, seed: UInt64) {
    let kind = SyntheticSeries(
      noise: noise, points: points, step: stepPercent / 100,
      stepIndex: stepPercent == 0 ? points : points * 2 / 3)
    let index = SyntheticSeries.Noise.allCases.firstIndex(of: noise) ?? 0
    // Distinct for any step of whole tenths of a percent and any length.
    let place = (points * 10_000 + Int(stepPercent * 10)) * 10 + index
    return (kind, seed &* 1_000_000_007 &+ UInt64(place))
  }
}
