import Diagnostics

/// Wall times: change points in the whole history, and the newest run against
/// the stretch since the last of them, less the runs in it that were confirmed
/// to have left its level.
///
/// A change point stays a finding until it is accepted, unless it went away:
/// the newest level is back within the least effect of the level before it.
/// Kernels that take less than ``shortest`` only report, since nearly all
/// false alarms in the field came from those.
///
/// That shifts which went away are dropped, and that a rerun confirms, is usual
/// in the field; how both are put together here is this repository's own, and
/// ``OperatingCurve`` measures it.
public struct WallTest: Sendable {
  /// What finds change points.
  public var detector = ChangePointDetector()
  /// What tests the newest run.
  public var latest = LatestRunTest()
  /// The least time of a repetition that can fail a run, in seconds.
  public var shortest = 0.002

  /// The test with its usual settings.
  public init() {}

  /// The report on a series with at least one point.
  ///
  /// - Throws: ``DetectionError`` if a value cannot be measured.
  func report(_ series: Series) throws -> SeriesReport {
    let values = series.points.map(\.value)
    guard let newest = series.points.last, let run = newest.attempts.first
    else {
      return SeriesReport(
        series, .noHistory, remark: "no history for this machine yet")
    }
    let detection = try detector.detect(in: values)
    let starts = detection.changes.map(\.index)
    let history = try level(
      beforeLast: Array(series.points[(starts.last ?? 0)...]))
    let result = try latest.judge(
      run, reruns: Array(newest.attempts.dropFirst()), history: history)
    if result.verdict == .tooLittleHistory, starts.isEmpty {
      return SeriesReport(
        series, .noHistory,
        remark: history.isEmpty
          ? "no history for this machine yet"
          : "\(counted(history.count, "point")) of history, "
            + "\(latest.minimumHistory) are needed")
    }
    let levels = SeriesReport.levels(
      of: values, bounds: [0] + starts + [values.count])
    let now = levels.last?.value ?? newest.value
    var findings = detection.changes.map {
      finding($0, in: series, now: now)
    }
    if result.verdict != .tooLittleHistory {
      findings.append(finding(result, in: series))
    }
    if findings.allSatisfy({ !$0.isChange }), let near = detection.rejected {
      findings.append(finding(near, in: series, now: near.after))
    }
    return SeriesReport(
      compared: series, findings: findings, noise: detection.noise,
      levels: levels,
      onlyReports: newest.duration.map { $0 < shortest } ?? false)
  }

  /// The values of the level that all but the last of `points` show.
  ///
  /// Runs that had left the level, confirmed, are none of it, until change
  /// points see them: else a change that lasts would soon be normal.
  private func level(beforeLast points: [Series.Point]) throws -> [Double] {
    var level: [Double] = []
    for (index, point) in points.dropLast().enumerated() {
      // Older ones the change points have seen.
      if points.count - index <= Self.remembered + 1,
        let run = point.attempts.first,
        try latest.judge(
          run, reruns: Array(point.attempts.dropFirst()), history: level
        ).verdict == .confirmed
      {
        continue
      }
      level.append(point.value)
    }
    return level
  }

  /// How many runs are looked at whether they were confirmed.
  private static let remembered = 30

  private func finding(
    _ change: ChangePoint, in series: Series, now: Double
  ) -> Finding {
    let points = series.points
    let since = relativeChange(from: change.before, to: now)
    let persists =
      abs(since) >= detector.effect && (since > 0) == (change.effect > 0)
    let verdict: Finding.Verdict =
      if change.blocked != nil {
        .none
      } else if persists {
        Finding.verdict(of: change.effect, worse: series.worse)
      } else {
        .wentAway
      }
    return Finding(
      test: .changePoint, verdict: verdict, before: change.before,
      after: change.after, changePercent: 100 * change.effect,
      leastPercent: 100 * detector.effect, p: change.p, limit: change.limit,
      blocked: change.blocked,
      commits: .init(
        before: points[change.index - 1].commit,
        after: points[change.index].commit),
      run: points[change.index].run, index: change.index)
  }

  private func finding(
    _ result: LatestRunTest.Result, in series: Series
  ) -> Finding {
    let points = series.points
    let verdict: Finding.Verdict =
      switch result.verdict {
      case .unchanged, .tooLittleHistory: .none
      case .needsConfirmation: .needsConfirmation
      case .wentAway: .wentAway
      case .confirmed:
        Finding.verdict(of: result.effect, worse: series.worse)
      }
    let index = points.count - 1
    return Finding(
      test: .latestRun, verdict: verdict, before: result.level,
      after: result.value, changePercent: 100 * result.effect,
      leastPercent: 100 * latest.effect, p: result.p, limit: result.limit,
      blocked: result.blocked,
      commits: .init(
        before: index > 0 ? points[index - 1].commit : nil,
        after: points[index].commit),
      run: points[index].run, index: index)
  }
}
