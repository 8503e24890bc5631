import DetectorCurve
import Experiments
import Regression
import Testing

/// A point is a cell of the operating curve.
struct DetectorMetricsTests {
  private let source = DetectorMetrics()

  private func point(
    _ noise: String = "gauss", points: Int = 60, step: Double = 5,
    series: Int = 40, followed: Int = 4, seed: Int = 0
  ) -> Point {
    Point(
      experiment: "curve",
      settings: [
        "detector.noise": .word(noise), "detector.points": .integer(points),
        "detector.step_percent": .real(step),
        "detector.series": .integer(series),
        "detector.followed": .integer(followed), "detector.seed": .integer(7),
      ], seed: seed)
  }

  private func values(_ point: Point) throws -> PointValues {
    try source.values(of: point, metrics: DetectorMetrics.metrics.map(\.name))
  }

  @Test(arguments: SyntheticSeries.Noise.allCases, [0, 5.0])
  func theyAreThoseOfTheCurve(
    noise: SyntheticSeries.Noise, step: Double
  ) throws {
    let curve = OperatingCurve(seed: 9, seriesPerCell: 40, delaySeries: 4)
    let changes = try curve.changePointCell(noise, 60, stepPercent: step)
    let latest = try curve.latestRunCell(noise, history: 60, stepPercent: step)
    let found = try values(point(noise.rawValue, step: step, seed: 2))
    #expect(found["flagged_series_percent"] == Double(changes.flagged) * 2.5)
    #expect(found["found_series_percent"] == Double(changes.found) * 2.5)
    #expect(
      found["spurious_changes_per_series"] == Double(changes.spurious) / 40)
    #expect(
      found["suspicious_runs_percent"] == Double(latest.suspicious) * 2.5)
    #expect(found["confirmed_runs_percent"] == Double(latest.confirmed) * 2.5)
    for metric in DetectorMetrics.metrics {
      #expect(found.has(metric.name), "\(metric.name)")
    }
  }

  @Test(arguments: ["reruns", "in-turn"])
  func confirming(word: String) throws {
    let curve = OperatingCurve(seed: 7, seriesPerCell: 40)
    let cell =
      try word == "reruns"
      ? curve.latestRunCell(
        .gauss, history: 20, stepPercent: 5, machinePercent: 4)
      : curve.inTurnCell(
        .gauss, history: 20, stepPercent: 5, machinePercent: 4)
    var point = point(points: 20)
    point.settings["detector.confirming"] = .word(word)
    point.settings["detector.machine_percent"] = .real(4)
    let found = try source.values(
      of: point, metrics: ["confirmed_runs_percent"])
    #expect(found["confirmed_runs_percent"] == Double(cell.confirmed) * 2.5)
  }

  @Test func aDelayIsANumberInfiniteOrEmpty() throws {
    let large = try values(point(step: 20))
    #expect((3...10).contains(large["delay_points_median"] ?? 0))
    #expect(try values(point(step: 0.1)).texts["delay_points_p90"] == "inf")
    #expect(try values(point(step: 0)).texts["delay_points_p90"] == "")
    #expect(
      try values(point(followed: 0)).texts["delay_points_median"] == "")
  }

  @Test func seedsNameTheSeries() throws {
    let noisy = point("ar1", series: 200)
    #expect(try values(noisy) == values(noisy))
    #expect(
      try values(noisy) != values(point("ar1", series: 200, seed: 1)))
  }

  @Test func onlyWhatIsAskedForIsComputed() throws {
    let found = try source.values(
      of: point(), metrics: ["confirmed_runs_percent"])
    #expect(found["confirmed_runs_percent"] != nil)
    #expect(!found.has("flagged_series_percent"))
  }

  @Test func shortestSeriesAreTakenToo() throws {
    let found = try values(point(points: 6, step: 50))
    #expect(found.count == DetectorMetrics.metrics.count)
  }
}
