import Foundation

/// A piecewise constant level under AR(1) noise: what is fitted to a series.
///
/// Steps are estimated by generalised least squares, that is by ordinary ones
/// on y_t - rho y_{t-1}, which sharpens a step's place: the whitened step
/// jumps by its whole height at its first point and by (1 - rho) of it after
/// (Prais and Winsten, 1954; for change points Chakar, Lebarbier, Lévy-Leduc
/// and Robin, Bernoulli 23, 2017).
struct StepModel {
  /// Level before and after a step.
  struct Step {
    var before: Double
    var after: Double
    /// By how much the step lessens the whitened squares.
    var gain: Double
  }

  private let values: [Double]
  private let centre: Double
  private let sums: [Double]

  /// The model of `values`, which are finite. Complexity: O(n log n).
  init(_ values: [Double]) {
    // Sums of values near zero lose few digits.
    let centre = Robust.median(values)
    self.centre = centre
    self.values = values.map { $0 - centre }
    var sum = 0.0
    sums =
      [0]
      + self.values.map { value in
        sum += value
        return sum
      }
  }

  /// The noise about the means of the segments that begin at 0 and `starts`.
  ///
  /// - Complexity: O(n).
  func noise(about starts: [Int]) -> SeriesNoise {
    var residuals: [Double] = []
    residuals.reserveCapacity(values.count)
    let bounds = [0] + starts + [values.count]
    for (a, b) in zip(bounds, bounds.dropFirst()) where a < b {
      let mean = (sums[b] - sums[a]) / Double(b - a)
      for value in values[a..<b] { residuals.append(value - mean) }
    }
    return SeriesNoise(residuals: residuals, means: starts.count + 1)
  }

  /// The step at `split` within [`start`, `end`), both parts being there.
  ///
  /// - Complexity: O(1).
  func step(_ start: Int, _ split: Int, _ end: Int, rho: Double) -> Step {
    let slope = 1 - rho
    /// The sum of whitened values over [a, end), a > start.
    func whitened(_ a: Int) -> Double {
      a < end ? sums[end] - sums[a] - rho * (sums[end - 1] - sums[a - 1]) : 0
    }
    // Normal equations of the level before (u) and the step's height (v). The
    // first point's own weight is 1 - rho².
    let first = 1 - rho * rho
    let all = slope * slope * Double(end - start - 1)
    let right = slope * slope * Double(end - split - 1)
    let uu = first + all
    let uv = slope + right
    let vv = 1 + right
    let uw = first * values[start] + slope * whitened(start + 1)
    let vw =
      values[split] - rho * values[split - 1] + slope * whitened(split + 1)
    let information = vv - uv * uv / uu
    let height = (vw - uv * uw / uu) / information
    let level = (uw - uv * height) / uu
    return Step(
      before: level + centre, after: level + height + centre,
      gain: height * height * information)
  }

  /// Where within [`start`, `end`) one step fits best, by maximum likelihood;
  /// no part is shorter than `minimum`. `nil` if there is no room.
  ///
  /// Ties go to the earlier place. Complexity: O(end - start).
  func bestSplit(
    _ start: Int, _ end: Int, minimum: Int, rho: Double
  ) -> Int? {
    guard end - start >= 2 * minimum else { return nil }
    var best: (split: Int, gain: Double)?
    for split in (start + minimum)...(end - minimum) {
      let gain = step(start, split, end, rho: rho).gain
      if gain > best?.gain ?? -1 { best = (split, gain) }
    }
    return best?.split
  }
}
