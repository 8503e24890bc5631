import Diagnostics

/// Wall times: change points in the whole history, and the newest run against
/// the stretch since the last of them, less the runs in it that were confirmed
/// to have left its level.
///
/// A change point stays a finding until it is accepted, unless it went away:
/// the newest level is back within the least effect of the level before it.
/// Where an earlier build was measured in turn with the run, that decides
/// whether a change is one of the program: times of a machine move from hour to
/// hour by more than the least effect, otherwise for each kernel, and no
/// reference divides that out but the same kernel of another build.
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
  /// What tests a run against an earlier build in turn.
  public var paired = PairedTest()
  /// The least time of a repetition that can fail a run, in seconds.
  public var shortest = 0.002

  /// The test with its usual settings.
  public init() {}

  /// The report on a series with at least one point.
  ///
  /// - Throws: ``DetectionError`` if a value cannot be measured.
  func report(_ series: Series) throws -> SeriesReport {
    let (series, machine) = try steadied(series)
    let values = series.points.map(\.value)
    guard let newest = series.points.last, !newest.attempts.isEmpty else {
      return SeriesReport(
        series, .noHistory, remark: "no history for this machine yet")
    }
    let detection = try detector.detect(in: values)
    let starts = detection.changes.map(\.index)
    let history = try level(
      beforeLast: Array(series.points[(starts.last ?? 0)...]))
    let result = try judged(newest, history)
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
    var findings = try detection.changes.map {
      try finding($0, detection.noise, in: series, now: now)
    }
    if result.verdict != .tooLittleHistory {
      let proof = try proof(
        newest, against: result.level, deviation: result.deviation)
      findings.append(finding(result, proof, in: series))
      if let proof {
        findings.append(finding(proof, in: series, level: result.level))
      }
    }
    if findings.allSatisfy({ !$0.isChange }), let near = detection.rejected {
      findings.append(
        try finding(near, detection.noise, in: series, now: near.after))
    }
    var report = SeriesReport(
      compared: series, findings: findings, noise: detection.noise,
      levels: levels,
      onlyReports: newest.duration.map { $0 < shortest } ?? false)
    report.machine = machine
    return report
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
        try hasLeft(level, point)
      {
        continue
      }
      level.append(point.value)
    }
    return level
  }

  /// How many runs are looked at whether they were confirmed.
  private static let remembered = 30

  /// Whether `point` was confirmed to have left the level.
  private func hasLeft(
    _ level: [Double], _ point: Series.Point
  ) throws -> Bool {
    let result = try judged(point, level)
    guard result.verdict != .tooLittleHistory,
      let proof = try proof(
        point, against: result.level, deviation: result.deviation)
    else { return result.verdict == .confirmed }
    return proof.blocked == nil
  }

  /// The test of a run against `history`, without reruns where an earlier build
  /// tells.
  private func judged(
    _ point: Series.Point, _ history: [Double]
  ) throws -> LatestRunTest.Result {
    let reruns =
      point.inTurn?.baseLevel == nil ? Array(point.attempts.dropFirst()) : []
    guard let run = point.attempts.first else {
      throw DetectionError.noRepetitions
    }
    return try latest.judge(run, reruns: reruns, history: history)
  }

  private func finding(
    _ change: ChangePoint, _ noise: SeriesNoise, in series: Series, now: Double
  ) throws -> Finding {
    let points = series.points
    let since = relativeChange(from: change.before, to: now)
    let persists =
      abs(since) >= detector.effect && (since > 0) == (change.effect > 0)
    let verdict: Finding.Verdict =
      if change.blocked != nil {
        .none
      } else if !persists {
        .wentAway
      } else {
        try self.verdict(on: change, of: series, deviation: noise.deviation)
          ?? Finding.verdict(of: change.effect, worse: series.worse)
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
    _ result: LatestRunTest.Result, _ proof: PairedTest.Result?,
    in series: Series
  ) -> Finding {
    let points = series.points
    let verdict: Finding.Verdict =
      switch result.verdict {
      case .unchanged, .tooLittleHistory: .none
      case .needsConfirmation:
        proof.map {
          self.verdict(
            on: result, $0, points[points.count - 1], worse: series.worse)
        } ?? .needsConfirmation
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
