import Tables

extension OperatingCurve {
  /// The columns of ``latestRun()``.
  public static let latestRunColumns = [
    "noise", "points", "step_percent", "series", "seed", "suspicious_percent",
    "confirmed_percent",
  ]

  /// The latest-run test's curve, a row a cell.
  ///
  /// Each series is a history without a change, the newest run and its
  /// reruns, all after a step. `suspicious_percent`: newest runs
  /// that had to be measured again; `confirmed_percent`: those that were
  /// confirmed, without a step the false alarms of one run of one series.
  ///
  /// - Complexity: some 20 microseconds a series.
  public func latestRun() throws -> Table {
    var table = try Table(columns: Self.latestRunColumns)
    for noise in SyntheticSeries.Noise.allCases {
      for step in stepsPercent {
        let cell = try latestRunCell(noise, stepPercent: step)
        let share = 100 / Double(max(1, seriesPerCell))
        try table.append([
          noise.rawValue, "\(historyPoints)", Table.text(of: step),
          "\(seriesPerCell)", "\(seed)",
          Self.rounded(Double(cell.suspicious) * share),
          Self.rounded(Double(cell.confirmed) * share),
        ])
      }
    }
    return table
  }

  /// How many newest runs are suspicious, and how many are confirmed.
  func latestRunCell(
    _ noise: SyntheticSeries.Noise, stepPercent: Double
  ) throws -> (suspicious: Int, confirmed: Int) {
    var (kind, seed) = cell(
      noise, historyPoints + 1 + reruns, stepPercent: stepPercent)
    kind.stepIndex = historyPoints
    var suspicious = 0
    var confirmed = 0
    for series in 0..<seriesPerCell {
      let values = kind.values(seed: seed, series: series)
      let history = Array(values.prefix(historyPoints))
      let runs = values.dropFirst(historyPoints).map {
        InterleavedRun(value: $0, spread: 0, repetitions: 1)
      }
      let first = try latest.judge(runs[0], history: history)
      guard first.verdict == .needsConfirmation else { continue }
      suspicious += 1
      let all = try latest.judge(
        runs[0], reruns: Array(runs.dropFirst()), history: history)
      if all.verdict == .confirmed { confirmed += 1 }
    }
    return (suspicious, confirmed)
  }
}
