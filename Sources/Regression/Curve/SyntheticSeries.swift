/// A made-up history of wall times: level 100, noise of 2 %, perhaps a step.
///
/// Value `i` of series `s` under a seed is the same whatever else is drawn,
/// and the same in shorter and longer series; its noise does not depend on
/// the step.
public struct SyntheticSeries: Sendable, Equatable {
  /// What the values do about their level.
  public enum Noise: String, CaseIterable, Sendable {
    /// Independent normal numbers.
    case gauss
    /// x_t = 0.5 x_{t-1} + e_t, stationary, with a deviation of 2 % as well.
    case autoregressive = "ar1"
    /// As ``gauss``, and 10 % more in 5 % of the points.
    case outlier
  }

  /// What the values do about their level.
  public var noise: Noise
  /// How many values.
  public var points: Int
  /// By how much the level rises, relative to 100.
  public var step: Double
  /// The first point of the new level, counted from 0.
  public var stepIndex: Int

  /// A kind of series from its parts.
  public init(noise: Noise, points: Int, step: Double, stepIndex: Int) {
    self.noise = noise
    self.points = points
    self.step = step
    self.stepIndex = stepIndex
  }

  /// The values of one series. Complexity: O(points).
  public func values(seed: UInt64, series: Int) -> [Double] {
    let numbers = CounterNumbers(seed: seed)
    let deviation = 2.0
    let rho = 0.5
    var wandering = deviation * numbers.normal(series, -1, stream: 0)
    return (0..<points).map { point in
      let level = point < stepIndex ? 100 : 100 * (1 + step)
      let draw = deviation * numbers.normal(series, point, stream: 0)
      switch noise {
      case .gauss: return level + draw
      case .autoregressive:
        wandering = rho * wandering + (1 - rho * rho).squareRoot() * draw
        return level + wandering
      case .outlier:
        let isWild = numbers.uniform(series, point, stream: 2) < 0.05
        return level + draw + (isWild ? 10 : 0)
      }
    }
  }
}
