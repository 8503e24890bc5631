/// One cell of the change points' operating curve: what the detector finds in
/// series of one kind.
public struct ChangePointCell: Equatable, Sendable {
  /// How many series.
  public let series: Int
  /// Series with any change: without a step, the false alarms.
  public internal(set) var flagged = 0
  /// Series with a change near the step.
  public internal(set) var found = 0
  /// Changes that are not near the step, in all series.
  public internal(set) var spurious = 0
  /// How many points of the new level it took until the step was found, of
  /// the series that were followed; infinite where it was not.
  public internal(set) var delays: [Double] = []

  /// The delay in points that `share` of the series that were followed do not
  /// exceed; infinite if more of them than that did not find the step, not a
  /// number if none was followed.
  public func delay(_ share: Double) -> Double {
    let sorted = delays.sorted()
    guard let last = sorted.indices.last else { return .nan }
    // A series as it is, not between two: one of them may be infinite.
    return sorted[min(last, Int((share * Double(last)).rounded(.up)))]
  }
}

extension OperatingCurve {
  /// Runs the detector over the series of one cell.
  ///
  /// - Parameters:
  ///   - noise: What the series do about their level.
  ///   - points: How long each series is; its step is at two thirds.
  ///   - stepPercent: By how much it rises; 0 for the null cell.
  /// - Throws: nothing that finite series can cause.
  /// - Complexity: that of a detection for each series, and as much for each
  ///   point that the delay is followed.
  public func changePointCell(
    _ noise: SyntheticSeries.Noise, _ points: Int, stepPercent: Double
  ) throws -> ChangePointCell {
    let (kind, seed) = cell(noise, points, stepPercent: stepPercent)
    var result = ChangePointCell(series: seriesPerCell)
    for series in 0..<seriesPerCell {
      let values = kind.values(seed: seed, series: series)
      let changes = try detector.detect(in: values).changes
      let isFound = changes.contains { isNear($0, kind) }
      result.flagged += changes.isEmpty ? 0 : 1
      result.found += isFound ? 1 : 0
      result.spurious += changes.count - (isFound ? 1 : 0)
      if stepPercent != 0, series < delaySeries {
        result.delays.append(try delay(in: values, of: kind))
      }
    }
    return result
  }

  private func isNear(_ change: ChangePoint, _ kind: SyntheticSeries) -> Bool {
    abs(change.index - kind.stepIndex) <= tolerance
  }

  /// How many points of the new level it takes until the step is found.
  private func delay(
    in values: [Double], of kind: SyntheticSeries
  ) throws -> Double {
    let most = min(longestDelay, values.count - kind.stepIndex)
    // Sooner than a shortest segment less the tolerance there is nothing.
    let least = max(1, detector.minimumSegment - tolerance)
    guard least <= most else { return .infinity }
    for age in least...most {
      let changes = try detector.detect(
        in: Array(values.prefix(kind.stepIndex + age))
      ).changes
      if changes.contains(where: { isNear($0, kind) }) { return Double(age) }
    }
    return .infinity
  }
}
