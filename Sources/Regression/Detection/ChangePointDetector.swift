/// Finds the points at which the level of a noisy series changes.
///
/// 1. Wild points are drawn towards the median of their neighbours.
/// 2. E-divisive means proposes places, far too many if the noise wanders.
/// 3. Each place is moved to where the likelihood under AR(1) noise is
///    greatest between its neighbours.
/// 4. Each is tested: the likelihood ratio with and without it, the others'
///    places and rho being estimated anew; and its effect, by medians and by
///    levels.
/// 5. The worst that fails goes, and steps 3 to 5 are done again until none
///    fails.
///
/// The limit of p is 0.01 (l/n)², where l is the shorter of the two stretches
/// that the point parts and n the length of the series. There are about n/l
/// places for each end of a stretch of l points, so the square keeps the
/// false alarms of a series level whatever its length, where a single limit
/// either lets clusters of outliers pass or misses steps in wandering noise
/// (scale-dependent critical values: Dümbgen and Spokoiny, Annals of
/// Statistics 29, 2001).
///
/// No random numbers: the same values give the same changes. Nothing younger
/// than ``minimumSegment`` points is reported; ``LatestRunTest`` is for that.
public struct ChangePointDetector: Sendable {
  /// The limit of p for a stretch as long as the series.
  public var significance = 0.01
  /// The smallest relative change that is reported.
  public var effect = 0.03
  /// The shortest stretch of one level, in points.
  public var minimumSegment = 5
  /// What draws wild points in.
  public var winsoriser = Winsoriser()
  /// What proposes candidates.
  public var search = EDivisive()

  /// The detector with the settings of its operating curve.
  public init() {}

  /// The changes in `values`, oldest first.
  ///
  /// - Throws: ``DetectionError`` if a value cannot be measured.
  /// - Complexity: O(c² n log n) for c candidates, of which there is about one
  ///   in 20 points.
  public func detect(in values: [Double]) throws -> Detection {
    if let index = values.firstIndex(where: { !$0.isMeasurable }) {
      throw DetectionError.notMeasurable(values[index], index: index)
    }
    let clipped = winsoriser.clipped(values)
    let model = StepModel(clipped)
    var search = search
    search.minimumSegment = minimumSegment
    var starts = search.candidates(in: clipped)
    var rejected: ChangePoint?
    while true {
      moveToBestPlaces(&starts, in: model, count: values.count)
      let noise = model.noise(about: starts)
      let points = starts.indices.map {
        judge($0, of: starts, in: model, values: values, noise: noise)
      }
      let failed = points.indices.filter { points[$0].blocked != nil }
      guard let worst = failed.max(by: { points[$0] < points[$1] }) else {
        return Detection(changes: points, rejected: rejected, noise: noise)
      }
      rejected = points[worst]
      starts.remove(at: worst)
    }
  }

  /// Moves each start to where a step fits best, a few times round.
  private func moveToBestPlaces(
    _ starts: inout [Int], in model: StepModel, count: Int
  ) {
    let rho = model.noise(about: starts).rho
    for _ in 0..<3 {
      let before = starts
      for index in starts.indices {
        let (left, right) = neighbours(of: index, in: starts, count: count)
        starts[index] =
          model.bestSplit(left, right, minimum: minimumSegment, rho: rho)
          ?? starts[index]
      }
      if starts == before { return }
    }
  }

  private func neighbours(
    of index: Int, in starts: [Int], count: Int
  ) -> (Int, Int) {
    (
      index == 0 ? 0 : starts[index - 1],
      index + 1 < starts.count ? starts[index + 1] : count
    )
  }

  private func judge(
    _ index: Int, of starts: [Int], in model: StepModel, values: [Double],
    noise: SeriesNoise
  ) -> ChangePoint {
    let start = starts[index]
    let (left, right) = neighbours(of: index, in: starts, count: values.count)
    // What is left may explain the step from a better place: two points that
    // straddle one step would vouch for each other.
    var without = starts
    without.remove(at: index)
    moveToBestPlaces(&without, in: model, count: values.count)
    let p = noise.significance(over: model.noise(about: without))
    let shorter = min(start - left, right - start)
    let share = Double(shorter) / Double(values.count)
    let before = Robust.median(values[left..<start])
    let after = Robust.median(values[start..<right])
    let step = model.step(left, start, right, rho: noise.rho)
    let effects = [
      relativeChange(from: before, to: after),
      relativeChange(from: step.before, to: step.after),
    ]
    var point = ChangePoint(
      index: start, before: before, after: after,
      effect: Self.smaller(effects[0], effects[1]), p: p,
      limit: significance * share * share)
    if shorter < minimumSegment {
      point.blocked = .length
    } else if abs(point.effect) < effect {
      point.blocked = .effect
    } else if p > point.limit {
      point.blocked = .significance
    }
    return point
  }

  /// The smaller of two changes; 0 if one is up and the other down.
  private static func smaller(_ a: Double, _ b: Double) -> Double {
    guard (a > 0) == (b > 0) else { return 0 }
    return abs(a) < abs(b) ? a : b
  }
}

extension ChangePoint {
  /// Whether it is more worth keeping, of two that fail: too short is worse
  /// than too small, and that worse than not significant.
  fileprivate static func < (a: ChangePoint, b: ChangePoint) -> Bool {
    func rank(_ gate: Gate?) -> Int {
      switch gate {
      case .length: 2
      case .effect: 1
      case .significance, nil: 0
      }
    }
    return (rank(a.blocked), a.p) < (rank(b.blocked), b.p)
  }
}
