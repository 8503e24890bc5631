import Experiments
import Regression
import Schemes

/// How often the detectors of `Regression` raise false alarms and how much
/// they find, on made-up series: a point is a cell of their operating curve.
///
/// The series of a point are named by `detector.seed` and the point's seed
/// together.
public struct DetectorMetrics: MetricSource {
  /// The source.
  public init() {}

  /// `detector`.
  public static let name = "detector"

  /// The kind of series, how many, and their step.
  public static let settings = [
    SchemeSetting(
      "noise", .word(SyntheticSeries.Noise.allCases.map(\.rawValue)),
      "noise of 2 % in made-up series: independent normal numbers, ar1 "
        + "(autoregressive, 0.5), or outlier: 10 % more in 5 % of the points "
        + "(gauss)"),
    SchemeSetting(
      "points", .integer(6...10_000),
      "points in a made-up series, or of history before the newest run; a step "
        + "is at two thirds of a series, or at the newest run (60)"),
    SchemeSetting(
      "step_percent", .real(0...1000),
      "by how much the level of a made-up series rises (0)"),
    SchemeSetting(
      "machine_percent", .real(-50...1000),
      "by how much the machine has got slower between the history and the "
        + "newest run (0)"),
    SchemeSetting(
      "confirming", .word(["reruns", "in-turn"]),
      "what confirms the newest run: three reruns, or pairs of measurements in "
        + "turn with an earlier build (reruns)"),
    SchemeSetting(
      "series", .integer(1...1_000_000), "made-up series of a point (300)"),
    SchemeSetting(
      "followed", .integer(0...1_000_000),
      "of how many of them the delay is found, which takes longer (100)"),
    SchemeSetting(
      "seed", .integer(0...Int(Int32.max)),
      "names the made-up series, with the seed of the point added "
        + "(\(OperatingCurve.standardSeed))"),
  ]

  private enum Name: String, CaseIterable {
    case flagged = "flagged_series_percent"
    case found = "found_series_percent"
    case spurious = "spurious_changes_per_series"
    case delayMedian = "delay_points_median"
    case delayMost = "delay_points_p90"
    case suspicious = "suspicious_runs_percent"
    case confirmed = "confirmed_runs_percent"

    var ofLatestRun: Bool { self == .suspicious || self == .confirmed }

    var metric: Metric {
      switch self {
      case .flagged:
        Metric(
          rawValue, unit: "%",
          "series in which change points are found; without a step, false "
            + "alarms")
      case .found:
        Metric(
          rawValue, unit: "%",
          "series with a change point within two points of the step")
      case .spurious:
        Metric(rawValue, unit: "", "change points that are not, in a series")
      case .delayMedian:
        Metric(
          rawValue, unit: "",
          "points of the new level until the step is found, of half of the "
            + "series; inf if more than 20, empty without a step")
      case .delayMost:
        Metric(rawValue, unit: "", "the same of nine tenths of the series")
      case .suspicious:
        Metric(rawValue, unit: "%", "newest runs that are measured again")
      case .confirmed:
        Metric(
          rawValue, unit: "%",
          "newest runs found to differ once they are confirmed; without a "
            + "step, false alarms")
      }
    }
  }

  /// What a cell comes to.
  public static let metrics = Name.allCases.map(\.metric)

  /// Runs the detectors over the series of `point`.
  ///
  /// - Throws: ``DetectionError``, which finite series do not cause.
  /// - Complexity: see `OperatingCurve`.
  public func values(
    of point: Point, metrics: [String]
  ) throws -> PointValues {
    let settings = point.settings
    let start =
      settings["detector.seed"]?.int.map { UInt64($0) }
      ?? OperatingCurve.standardSeed
    let curve = OperatingCurve(
      seed: start &+ UInt64(point.seed),
      seriesPerCell: settings["detector.series"]?.int ?? 300,
      delaySeries: settings["detector.followed"]?.int ?? 100)
    let noise =
      settings["detector.noise"]?.word.flatMap(SyntheticSeries.Noise.init)
      ?? .gauss
    let points = settings["detector.points"]?.int ?? 60
    let step = settings["detector.step_percent"]?.double ?? 0
    let names = metrics.compactMap(Name.init)
    var values: PointValues = [:]
    if names.contains(where: { !$0.ofLatestRun }) {
      let cell = try curve.changePointCell(noise, points, stepPercent: step)
      let share = 100 / Double(cell.series)
      values[Name.flagged.rawValue] = Double(cell.flagged) * share
      values[Name.found.rawValue] = Double(cell.found) * share
      values[Name.spurious.rawValue] =
        Double(cell.spurious) / Double(cell.series)
      for (name, most) in [(Name.delayMedian, 0.5), (.delayMost, 0.9)] {
        let delay = cell.delay(most)
        // Numbers that are none are texts: JSON has no word for them.
        if delay.isFinite {
          values[name.rawValue] = delay
        } else {
          values.texts[name.rawValue] = delay.isNaN ? "" : "inf"
        }
      }
    }
    if names.contains(where: \.ofLatestRun) {
      let machine = settings["detector.machine_percent"]?.double ?? 0
      let isInTurn = settings["detector.confirming"]?.word == "in-turn"
      let cell = try (isInTurn ? curve.inTurnCell : curve.latestRunCell)(
        noise, points, step, machine)
      let share = 100 / Double(cell.series)
      values[Name.suspicious.rawValue] = Double(cell.suspicious) * share
      values[Name.confirmed.rawValue] = Double(cell.confirmed) * share
    }
    return values
  }
}
