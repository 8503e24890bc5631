import Tables

/// How often the detectors raise false alarms and how much they find, on
/// made-up series.
///
/// ```swift
/// let curve = OperatingCurve(seriesPerCell: 300)
/// try curve.changePoints().write(to: url)
/// ```
///
/// The same seed gives the same bytes. Each cell has series of its own.
public struct OperatingCurve: Sendable {
  /// What names the series.
  public var seed: UInt64
  /// How many series a cell has.
  public var seriesPerCell: Int
  /// How many of them are also followed point by point, for the delay.
  public var delaySeries: Int
  /// The lengths, in points; a step is at two thirds.
  public var lengths = [60, 200]
  /// The steps, in percent; 0 is the null cell.
  public var stepsPercent = [0.0, 2, 3, 5, 10]
  /// How far from the truth a change still counts as found, in points.
  public var tolerance = 2
  /// The longest delay that is looked for, in points after the step.
  public var longestDelay = 20
  /// What finds change points.
  public var detector = ChangePointDetector()
  /// What tests the newest run.
  public var latest = LatestRunTest()
  /// How many points of history the newest run is tested against.
  public var historyPoints = 20
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

  /// The columns of ``changePoints()``.
  public static let changePointColumns = [
    "noise", "points", "step_percent", "series", "seed", "flagged_percent",
    "found_within_2_percent", "spurious_per_series", "delay_points_median",
    "delay_points_p90",
  ]

  /// The change points' curve, a row a cell.
  ///
  /// `flagged_percent`: series with any finding, in the null cells the false
  /// alarms. `found_within_2_percent`: series with a change within the
  /// tolerance of the step; `spurious_per_series`: all other changes. The
  /// delays are how many points of the new level were needed before the
  /// change was found, `inf` where that many series did not find it. What a
  /// null cell does not have is `nan`.
  ///
  /// - Throws: nothing that finite series can cause.
  /// - Complexity: about 0.5 ms a series, and as much for each point that the
  ///   delay is followed.
  public func changePoints() throws -> Table {
    var table = try Table(columns: Self.changePointColumns)
    for points in lengths {
      for noise in SyntheticSeries.Noise.allCases {
        for step in stepsPercent {
          try table.append(
            cells(of: changePointCell(noise, points, stepPercent: step)))
        }
      }
    }
    return table
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

  /// A number of a cell with four decimals at most.
  static func rounded(_ value: Double) -> String {
    Table.text(of: value.isFinite ? (value * 1e4).rounded() / 1e4 : value)
  }

  private func cells(of cell: ChangePointCell) -> [String] {
    let share = 100 / Double(max(1, seriesPerCell))
    let isNull = cell.stepPercent == 0
    return [
      cell.noise.rawValue, "\(cell.points)", Self.rounded(cell.stepPercent),
      "\(seriesPerCell)", "\(seed)", Self.rounded(Double(cell.flagged) * share),
      isNull ? "nan" : Self.rounded(Double(cell.found) * share),
      Self.rounded(Double(cell.spurious) / Double(max(1, seriesPerCell))),
      isNull ? "nan" : Self.rounded(cell.delay(0.5)),
      isNull ? "nan" : Self.rounded(cell.delay(0.9)),
    ]
  }
}
