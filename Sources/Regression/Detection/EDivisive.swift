/// Places where the mean of a series may change, by E-divisive means with
/// Student's t in place of permutations, so that it draws no random numbers
/// (as Hunter does: Fleming et al., ICPE 2023).
///
/// Candidates only: the test takes points as independent, so under
/// autocorrelation most of them mean nothing. Unlike Hunter's it has sample
/// variances, without which short parts look too significant.
public struct EDivisive: Sendable {
  /// The length of a window, in points.
  public var window = 50
  /// How far windows are apart, in points.
  public var advance = 25
  /// What a candidate's two-sided p-value may be at most.
  public var significance = 0.05
  /// The shortest part on either side of a candidate, in points.
  public var minimumSegment = 5

  /// The search with its usual settings.
  public init() {}

  /// The first points of new segments, in order.
  ///
  /// - Complexity: O(n x window) for every candidate of a window.
  public func candidates(in values: [Double]) -> [Int] {
    var found: Set<Int> = []
    var start = 0
    while true {
      let end = min(start + window, values.count)
      let divergence = EnergyDivergence(values[start..<end])
      for split in splits(of: Array(values[start..<end]), by: divergence) {
        found.insert(start + split)
      }
      if end == values.count { return found.sorted() }
      start += max(1, advance)
    }
  }

  /// The significant splits of one window: of all segments' best splits the
  /// most divergent is tested, until one is not significant.
  private func splits(
    of values: [Double], by divergence: EnergyDivergence
  ) -> [Int] {
    typealias Split = (split: Int, end: Int, divergence: Double)
    var segments: [(start: Int, end: Int, best: Split?)] = []
    func segment(_ start: Int, _ end: Int) -> (Int, Int, Split?) {
      (start, end, divergence.best(in: start, end, minimum: minimumSegment))
    }
    segments = [segment(0, values.count)]
    var found: [Int] = []
    while let index = segments.indices.max(by: {
      (segments[$0].best?.divergence ?? 0)
        < (segments[$1].best?.divergence ?? 0)
    }), let best = segments[index].best {
      let (start, end, _) = segments[index]
      let p = Self.pooledP(
        values[start..<best.split], values[best.split..<end])
      guard p <= significance else { break }
      found.append(best.split)
      segments[index] = segment(start, best.split)
      segments.append(segment(best.split, end))
    }
    return found
  }

  /// The two-sided p-value of Student's t-test with pooled variance.
  static func pooledP(_ x: ArraySlice<Double>, _ y: ArraySlice<Double>)
    -> Double
  {
    let n = Double(x.count)
    let m = Double(y.count)
    guard n > 0, m > 0, n + m > 2 else { return 1 }
    let meanX = x.reduce(0, +) / n
    let meanY = y.reduce(0, +) / m
    let squares =
      x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
      + y.reduce(0) { $0 + ($1 - meanY) * ($1 - meanY) }
    let degrees = n + m - 2
    let deviation = (squares / degrees * (1 / n + 1 / m)).squareRoot()
    let difference = abs(meanX - meanY)
    guard difference > 0 else { return 1 }
    return StudentTail.twoSided(t: difference / deviation, degrees: degrees)
  }
}
