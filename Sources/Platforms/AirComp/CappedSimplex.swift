/// Shares that sum to 1, each from 0 to a cap of its own.
struct CappedSimplex {
  let caps: [Double]

  /// - Throws: ``AirCompError/caps(sum:)`` if no shares fit.
  init(caps: [Double]) throws {
    let sum = caps.reduce(0, +)
    guard sum >= 1, caps.allSatisfy({ $0 >= 0 }) else {
      throw AirCompError.caps(sum: sum)
    }
    self.caps = caps
  }

  /// The nearest shares to `point`: `clip(point_n - tau, 0, cap_n)` with tau
  /// by bisection until the sum is 1.
  func projection(of point: [Double]) -> [Double] {
    func shares(_ tau: Double) -> [Double] {
      zip(point, caps).map { min(max($0 - tau, 0), $1) }
    }
    // At `low` all are at their caps, at `high` all are 0.
    var low = zip(point, caps).map { $0 - $1 }.min() ?? 0
    var high = point.max() ?? 0
    for _ in 0..<200 where high - low > 0 {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { break }
      if shares(middle).reduce(0, +) >= 1 {
        low = middle
      } else {
        high = middle
      }
    }
    return shares(low)
  }
}
