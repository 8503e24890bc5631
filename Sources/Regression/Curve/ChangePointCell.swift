/// One cell of the change points' operating curve.
struct ChangePointCell {
  let noise: SyntheticSeries.Noise
  let points: Int
  let stepPercent: Double
  /// Series with any change, and with one near the step.
  var flagged = 0
  var found = 0
  /// Changes that are not near the step.
  var spurious = 0
  /// Delays in points; infinite where the step was not found.
  var delays: [Double] = []

  /// The delay that `share` of the series do not exceed.
  func delay(_ share: Double) -> Double {
    let sorted = delays.sorted()
    guard let last = sorted.indices.last else { return .nan }
    // A series as it is, not between two: one of them may be infinite.
    return sorted[min(last, Int((share * Double(last)).rounded(.up)))]
  }
}

extension OperatingCurve {
  /// Runs the detector over the series of one cell.
  func changePointCell(
    _ noise: SyntheticSeries.Noise, _ points: Int, stepPercent: Double
  ) throws -> ChangePointCell {
    let (kind, seed) = cell(noise, points, stepPercent: stepPercent)
    var result = ChangePointCell(
      noise: noise, points: points, stepPercent: stepPercent)
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
