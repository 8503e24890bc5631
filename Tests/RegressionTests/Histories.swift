import Foundation

@testable import Regression

/// A run `index` of a made-up history: nightly, run `n-007`, commit `c7`.
func measurement(
  _ series: String, run index: Int, _ value: Double,
  family: HistoryRow.Family = .wall, worse: HistoryRow.Worse = .up,
  attempt: Int = 1, machine: String = "box", unit: String = "ref",
  duration: Double? = nil, base: HistoryRow.Base? = nil
) -> HistoryRow {
  HistoryRow(
    run: String(format: "n-%03d", index), attempt: attempt,
    date: String(
      format: "2026-%02d-%02dT03:00:00Z", 1 + index / 28, 1 + index % 28),
    commit: "c\(index)", machine: machine, series: series, family: family,
    worse: worse, unit: unit, value: value, duration: duration, base: base)
}

/// The measurements of one series, a run a value.
func measurements(
  _ series: String, _ values: [Double], family: HistoryRow.Family = .wall,
  worse: HistoryRow.Worse = .up, machine: String = "box",
  duration: Double? = nil
) -> [HistoryRow] {
  values.enumerated().map {
    measurement(
      series, run: $0, $1, family: family, worse: worse, machine: machine,
      duration: duration)
  }
}

/// Values of a seeded series with a step, level 100.
func noisy(
  _ points: Int, step: Double = 0, at index: Int = 0, series: Int = 0
) -> [Double] {
  SyntheticSeries(noise: .gauss, points: points, step: step, stepIndex: index)
    .values(seed: 77, series: series)
}
