/// Deterministic figures: any change is one, until it is accepted.
///
/// The newest value is compared with the first one since the last acceptance,
/// so that a change stays a finding however many runs repeat it. What is
/// computed without noise has no tolerance: a difference in the last digit is
/// a difference.
public struct ExactTest: Sendable {
  /// The test; there is nothing to set.
  public init() {}

  /// The report on a series with at least two points.
  func report(_ series: Series) -> SeriesReport {
    let points = series.points
    guard points.count > 1, let first = points.first, let last = points.last
    else {
      return SeriesReport(
        series, .noHistory, remark: "no history for this machine yet")
    }
    let right = first.value
    // A rerun that differs from its run is a change as well.
    let value = last.attempts.map(\.value).first { $0 != right } ?? last.value
    // The change began behind the last run that was right.
    let start =
      (points.dropLast().lastIndex { $0.value == right } ?? 0) + 1
    let values = points.map(\.value)
    guard value != right else {
      return SeriesReport(
        compared: series, findings: [],
        levels: SeriesReport.levels(of: values, bounds: [0, points.count]))
    }
    let change = relativeChange(from: right, to: value)
    let finding = Finding(
      test: .exact,
      verdict: Finding.verdict(of: change, worse: series.worse),
      before: right, after: value, changePercent: 100 * change,
      leastPercent: 0, p: nil, limit: nil, blocked: nil,
      commits: .init(
        before: points[start - 1].commit, after: points[start].commit),
      run: points[start].run, index: start)
    return SeriesReport(
      compared: series, findings: [finding],
      levels: SeriesReport.levels(of: values, bounds: [0, start, points.count]))
  }
}

extension SeriesReport {
  /// The levels between `bounds`.
  static func levels(of values: [Double], bounds: [Int]) -> [Level] {
    zip(bounds, bounds.dropFirst()).filter { $0 < $1 }.map {
      Level(range: $0..<$1, value: Robust.median(values[$0..<$1]))
    }
  }
}
