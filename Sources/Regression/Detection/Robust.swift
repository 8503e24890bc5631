/// Statistics that a few wild points do not move.
public enum Robust {
  /// The median; 0 of nothing. Complexity: O(n log n).
  public static func median(_ values: some Collection<Double>) -> Double {
    quantile(values, 0.5)
  }

  /// The quantile `share`, in [0, 1], between order statistics by straight
  /// lines (type 7 of Hyndman and Fan, 1996); 0 of nothing.
  ///
  /// - Complexity: O(n log n).
  public static func quantile(
    _ values: some Collection<Double>, _ share: Double
  ) -> Double {
    let sorted = values.sorted()
    guard let last = sorted.last else { return 0 }
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    guard below + 1 < sorted.count else { return last }
    let part = place - Double(below)
    return part == 0
      ? sorted[below] : sorted[below] * (1 - part) + sorted[below + 1] * part
  }

  /// The standard deviation that normal numbers with the median absolute
  /// value of `residuals` have.
  ///
  /// - Complexity: O(n log n).
  public static func scale(ofResiduals residuals: [Double]) -> Double {
    1.4826 * median(residuals.lazy.map(abs))
  }

  /// At each point, the median of the points at most `reach` away, of those
  /// that there are.
  public static func runningMedian(
    _ values: [Double], reach: Int
  ) -> [Double] {
    values.indices.map { i in
      median(values[max(0, i - reach)...min(values.count - 1, i + reach)])
    }
  }
}
