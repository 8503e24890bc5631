import Foundation

/// The noise of a series about its levels, as an AR(1) process
/// x_t = rho x_{t-1} + e_t.
public struct SeriesNoise: Equatable, Sendable {
  /// The lag-1 autocorrelation, from 0 to 0.9; less than 0 counts as 0.
  public let rho: Double
  /// The standard deviation of a point, in the unit of the series.
  public let deviation: Double
  /// How many points there are.
  public let points: Int
  /// How many levels were fitted.
  public let levels: Int
  /// The sum of squared innovations.
  let squares: Double

  /// The noise that left `residuals` about `means` fitted levels.
  ///
  /// Fitting takes autocorrelation away: (1 + rho)/n for each level, and the
  /// quotient of sums itself another 2 rho/n (Kendall, 1954; Marriott and
  /// Pope, 1954). Both are given back. Complexity: O(n).
  init(residuals: [Double], means: Int) {
    points = residuals.count
    levels = means
    let n = Double(points)
    let lagged = zip(residuals, residuals.dropFirst())
    let square = residuals.reduce(0) { $0 + $1 * $1 }
    let product = lagged.reduce(0) { $0 + $1.0 * $1.1 }
    let raw = square > 0 ? product / square : 0
    let lost = Double(means) / n
    let unbiased = (raw + lost) / max(0.2, 1 - lost - 2 / n)
    let rho = square > 0 ? min(max(unbiased, 0), 0.9) : 0
    let first = residuals.first ?? 0
    self.rho = rho
    squares = lagged.reduce((1 - rho * rho) * first * first) { sum, pair in
      let innovation = pair.1 - rho * pair.0
      return sum + innovation * innovation
    }
    deviation =
      (squares / max(1, n - Double(means) - 1) / (1 - rho * rho)).squareRoot()
  }

  /// The two-sided p-value of the level that this model has more than
  /// `other`: by the likelihood ratio, its root taken as Student's t.
  ///
  /// Each model has its own rho. So the step competes with the wandering that
  /// would explain it, where a test with one rho believes whichever is put in.
  func significance(over other: SeriesNoise) -> Double {
    guard other.squares > 0, squares < other.squares * 1e12 else { return 1 }
    guard squares > 0 else { return 0 }
    let n = Double(points)
    let ratio =
      n * log(other.squares / squares)
      + log((1 - rho * rho) / (1 - other.rho * other.rho))
    return StudentTail.twoSided(
      t: max(0, ratio).squareRoot(), degrees: n - Double(levels) - 1)
  }

  /// How many independent points tell as much about a level as `count` points
  /// in a row, roughly.
  func independent(_ count: Int) -> Double {
    max(1, Double(count) * (1 - rho) / (1 + rho))
  }
}
