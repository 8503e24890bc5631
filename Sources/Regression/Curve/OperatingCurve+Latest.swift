/// One cell of the latest-run test's operating curve: what it says of the
/// newest run of series of one kind.
public struct LatestRunCell: Equatable, Sendable {
  /// How many series.
  public let series: Int
  /// Newest runs that had to be measured again.
  public internal(set) var suspicious = 0
  /// Those that were confirmed: without a step, the false alarms.
  public internal(set) var confirmed = 0
}

extension OperatingCurve {
  /// Runs the latest-run test over the series of one cell.
  ///
  /// Each series is a history without a change, the newest run and its
  /// reruns, all after a step.
  ///
  /// - Parameters:
  ///   - noise: What the series do about their level.
  ///   - history: How many points of history the newest run is tested
  ///     against.
  ///   - stepPercent: By how much the newest run differs from them.
  ///   - machinePercent: By how much the machine has got slower since them.
  /// - Throws: nothing that finite series can cause.
  /// - Complexity: O(n log n) a series of n points.
  public func latestRunCell(
    _ noise: SyntheticSeries.Noise, history: Int = 20, stepPercent: Double,
    machinePercent: Double = 0
  ) throws -> LatestRunCell {
    try latestRunCell(
      noise, history: history, stepPercent: stepPercent,
      machinePercent: machinePercent
    ) { _, runs, before in
      let all = try latest.judge(
        runs[0], reruns: Array(runs.dropFirst()), history: before)
      return all.verdict == .confirmed
    }
  }

  /// The cell in which `isConfirmed` decides on suspicious runs: by their
  /// series, the run and its reruns, and the history.
  func latestRunCell(
    _ noise: SyntheticSeries.Noise, history: Int, stepPercent: Double,
    machinePercent: Double,
    isConfirmed: (
      Int, [InterleavedRun], [Double]
    ) throws -> Bool
  ) throws -> LatestRunCell {
    var (kind, seed) = cell(
      noise, history + 1 + reruns, stepPercent: stepPercent)
    kind.stepIndex = history
    var result = LatestRunCell(series: seriesPerCell)
    for series in 0..<seriesPerCell {
      let values = kind.values(seed: seed, series: series)
      let before = Array(values.prefix(history))
      let runs = values.dropFirst(history).map {
        InterleavedRun(
          value: $0 * (1 + machinePercent / 100), spread: 0, repetitions: 1)
      }
      let first = try latest.judge(runs[0], history: before)
      guard first.verdict == .needsConfirmation else { continue }
      result.suspicious += 1
      if try isConfirmed(series, runs, before) { result.confirmed += 1 }
    }
    return result
  }
}
