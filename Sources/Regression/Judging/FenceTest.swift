/// Counted figures: a change is one if it lies beyond a fence about the
/// changes of the past, Q3 + 3 IQR of their sizes (as rustc-perf judges
/// instruction counts; the far-out fence of Tukey, 1977).
///
/// With fewer than ``minimumHistory`` past changes the fence is the floor,
/// 0.2 %, and never lower. A run is compared with the last run that was within
/// the fence of its own past, so that a change stays a finding until it is
/// accepted or goes away, while slow drift within the fence is followed. All
/// past changes shape the fence, the large ones too: figures that jump to and
/// fro have a wide one.
public struct FenceTest: Sendable {
  /// The least fence, as a relative change.
  public var floor = 0.002
  /// How many past changes a fence of its own takes.
  public var minimumHistory = 8
  /// How many interquartile ranges the fence lies above the third quartile.
  public var reach = 3.0

  /// The test with its usual settings.
  public init() {}

  /// The fence after changes of these sizes. Complexity: O(n log n).
  public func fence(after changes: [Double]) -> Double {
    let sizes = changes.filter(\.isFinite)
    guard sizes.count >= minimumHistory else { return floor }
    let lower = Robust.quantile(sizes, 0.25)
    let upper = Robust.quantile(sizes, 0.75)
    return max(floor, upper + reach * (upper - lower))
  }

  /// The report on a series with at least two points.
  ///
  /// - Complexity: O(n² log n).
  func report(_ series: Series) -> SeriesReport {
    let points = series.points
    let values = points.map(\.value)
    guard var reference = values.first, points.count > 1 else {
      return SeriesReport(
        series, .noHistory, remark: "no history for this machine yet")
    }
    var sizes: [Double] = []
    // Where the values beyond the fence begin that reach up to the newest.
    var start: Int?
    var fence = floor
    for index in 1..<points.count {
      fence = self.fence(after: sizes)
      let isBeyond =
        abs(relativeChange(from: reference, to: values[index])) > fence
      if isBeyond {
        start = start ?? index
      } else {
        reference = values[index]
        start = nil
      }
      sizes.append(
        abs(relativeChange(from: values[index - 1], to: values[index])))
    }
    let newest = points.count - 1
    let index = start ?? newest
    // Within the fence the reference has moved on to the newest run itself.
    let before = start == nil ? values[newest - 1] : reference
    let change = relativeChange(from: before, to: values[newest])
    let finding = Finding(
      test: .fence,
      verdict: start == nil
        ? .none : Finding.verdict(of: change, worse: series.worse),
      before: before, after: values[newest], changePercent: 100 * change,
      leastPercent: 100 * fence, p: nil, limit: nil,
      blocked: start == nil ? .effect : nil,
      commits: .init(
        before: points[index - 1].commit, after: points[index].commit),
      run: points[index].run, index: index)
    return SeriesReport(
      compared: series, findings: [finding],
      levels: SeriesReport.levels(
        of: values, bounds: [0] + (start.map { [$0] } ?? []) + [points.count]))
  }
}
