import Testing

@testable import Regression

/// The detectors keep what their operating curve promises, on series that were
/// not used while they were designed.
struct OperatingCurveTests {
  private let curve = OperatingCurve(
    seed: 20_261_122, seriesPerCell: 400, delaySeries: 0)

  @Test(arguments: SyntheticSeries.Noise.allCases, [60, 200])
  func fewFalseAlarms(noise: SyntheticSeries.Noise, points: Int) throws {
    let cell = try curve.changePointCell(noise, points, stepPercent: 0)
    #expect(cell.flagged <= 16, "more than 4 %")
  }

  /// The least share in percent of steps of 5 % that are found within 2 points:
  /// in normal noise what is promised, in the others a little less than what is
  /// committed, which is more than what is promised (75 under AR(1)).
  @Test(arguments: [
    (SyntheticSeries.Noise.gauss, 60, 95.0), (.gauss, 200, 95),
    (.autoregressive, 60, 78), (.autoregressive, 200, 85),
    (.outlier, 60, 88), (.outlier, 200, 90),
  ])
  func findsSteps(
    noise: SyntheticSeries.Noise, points: Int, percent: Double
  ) throws {
    let cell = try curve.changePointCell(noise, points, stepPercent: 5)
    #expect(Double(cell.found) >= percent / 100 * 400)
    #expect(Double(cell.spurious) <= 0.15 * 400)
  }

  @Test func theNewestRunIsTestedAsPromised() throws {
    let curve = OperatingCurve(seed: 20_261_123, seriesPerCell: 2000)
    for noise in SyntheticSeries.Noise.allCases {
      let quiet = try curve.latestRunCell(noise, stepPercent: 0)
      #expect(quiet.confirmed <= 10, "more than 0.5 %")
      #expect(quiet.suspicious > quiet.confirmed)
    }
    #expect(
      try curve.latestRunCell(.gauss, stepPercent: 10).confirmed >= 1940)
    // No promise: what is committed, less four standard errors.
    for (noise, least) in [
      (SyntheticSeries.Noise.autoregressive, 1470), (.outlier, 1790),
    ] {
      #expect(
        try curve.latestRunCell(noise, stepPercent: 10).confirmed >= least)
    }
  }

  /// A machine that has got slower raises alarms, unless an earlier build is
  /// measured in turn, which finds slower programs all the same.
  @Test(arguments: SyntheticSeries.Noise.allCases)
  func theMachineMoves(noise: SyntheticSeries.Noise) throws {
    let curve = OperatingCurve(seed: 20_261_124, seriesPerCell: 1000)
    for machine in [0.0, 5, 15] {
      let honest = try curve.inTurnCell(
        noise, stepPercent: 0, machinePercent: machine)
      #expect(honest.confirmed <= 5, "more than 0.5 %, \(machine)")
      let slow = try curve.inTurnCell(
        noise, stepPercent: 10, machinePercent: machine)
      #expect(slow.confirmed <= slow.suspicious)
      if noise == .gauss { #expect(slow.confirmed >= 970, "\(machine)") }
      let reruns = try curve.latestRunCell(
        noise, stepPercent: 0, machinePercent: machine)
      #expect(reruns.suspicious == honest.suspicious)
      if machine == 15 { #expect(reruns.confirmed > 900) }
    }
  }

  @Test func theSameSeedGivesTheSame() throws {
    var small = OperatingCurve(seed: 1, seriesPerCell: 30, delaySeries: 3)
    func cell() throws -> ChangePointCell {
      try small.changePointCell(.autoregressive, 60, stepPercent: 5)
    }
    let first = try cell()
    #expect(try cell() == first)
    let latest = try small.latestRunCell(.gauss, stepPercent: 3)
    #expect(try small.latestRunCell(.gauss, stepPercent: 3) == latest)
    small.seed = 2
    #expect(try cell() != first)
    #expect(try small.latestRunCell(.gauss, stepPercent: 3) != latest)
  }

  @Test func delaysAreCountedFromTheStep() throws {
    let small = OperatingCurve(seed: 1, seriesPerCell: 6, delaySeries: 5)
    let cell = try small.changePointCell(.gauss, 30, stepPercent: 10)
    #expect(cell.series == 6 && cell.delays.count == 5)
    #expect((3...10).contains(cell.delay(0.5)))
    #expect(cell.delay(0.5) <= cell.delay(0.9))
    let quiet = try small.changePointCell(.gauss, 30, stepPercent: 0)
    #expect(quiet.delays.isEmpty && quiet.delay(0.5).isNaN)
    // Too small to be found by anyone.
    let faint = try small.changePointCell(.gauss, 60, stepPercent: 0.1)
    #expect(faint.delay(0.5) == .infinity)
  }

  @Test func theSeriesAreAsDescribed() {
    for noise in SyntheticSeries.Noise.allCases {
      let kind = SyntheticSeries(
        noise: noise, points: 20_000, step: 0, stepIndex: 20_000)
      let values = kind.values(seed: 4, series: 0)
      let mean = values.reduce(0, +) / 20_000
      let centred = values.map { $0 - mean }
      let variance = centred.reduce(0) { $0 + $1 * $1 } / 20_000
      let lagged = zip(centred, centred.dropFirst()).reduce(0) {
        $0 + $1.0 * $1.1
      }
      let rho = lagged / 20_000 / variance
      #expect(abs(mean - (noise == .outlier ? 100.5 : 100)) < 0.15)
      #expect(abs(variance - (noise == .outlier ? 8.75 : 4)) < 0.4)
      #expect(abs(rho - (noise == .autoregressive ? 0.5 : 0)) < 0.03)
      // A shorter series is the beginning of a longer one.
      let short = SyntheticSeries(
        noise: noise, points: 50, step: 0.1, stepIndex: 40)
      let beginning = short.values(seed: 4, series: 0)
      #expect(beginning.prefix(40) == values.prefix(40))
      #expect(abs(beginning[45] - values[45] - 10) < 1e-9)
      #expect(kind.values(seed: 4, series: 1) != values)
    }
  }
}
