/// One figure of two builds that were measured in turn, in one session.
public struct PairedSeries: Equatable, Sendable {
  /// The figure's name.
  public var name: String
  /// How it varies.
  public var family: HistoryRow.Family
  /// Which way it gets worse.
  public var worse: HistoryRow.Worse
  /// The unit of the values.
  public var unit: String
  /// The values of the base, one a repetition; none if it has no such figure.
  public var base: [Double]
  /// The values of the changed build, each measured beside that of the base;
  /// none if it has no such figure, which is never a success.
  public var changed: [Double]
  /// Seconds of a repetition; `nil` of what is no time. What is too short does
  /// not gate.
  public var duration: Double?

  /// A figure from its parts.
  public init(
    name: String, family: HistoryRow.Family, worse: HistoryRow.Worse = .up,
    unit: String, base: [Double], changed: [Double], duration: Double? = nil
  ) {
    self.name = name
    self.family = family
    self.worse = worse
    self.unit = unit
    self.base = base
    self.changed = changed
    self.duration = duration
  }
}

extension Comparison {
  /// Compares two builds that were measured in turn on one machine.
  ///
  /// Deterministic figures are compared exactly, counted ones by the floor of
  /// the fence and by their medians, wall times by ``PairedTest``; no history
  /// is needed.
  ///
  /// - Parameters:
  ///   - pairs: The figures; no two have the same name and unit.
  ///   - base: The commit of the base.
  ///   - commit: The commit of the changed build.
  ///   - machine: Who measured.
  ///   - date: When the session began, UTC.
  ///   - test: Judges wall times.
  ///   - tests: The floors and limits of the others.
  /// - Throws: ``DetectionError`` if neither build has repetitions, or if they
  ///   are not paired, not measurable or, of wall times, not positive.
  public init(
    of pairs: [PairedSeries], base: String, commit: String, machine: String,
    date: String, test: PairedTest = PairedTest(), tests: Tests = Tests()
  ) throws {
    let commits = Finding.CommitRange(before: base, after: commit)
    self.machine = machine
    run = "\(base) and \(commit) in turn"
    self.date = date
    self.commit = commit
    seriesElsewhere = 0
    series =
      try pairs
      .map { try $0.report(commits, date: date, test: test, tests: tests) }
      .sorted { Self.order($0) < Self.order($1) }
  }
}

extension PairedSeries {
  /// The report on the figure.
  fileprivate func report(
    _ commits: Finding.CommitRange, date: String, test: PairedTest,
    tests: Comparison.Tests
  ) throws -> SeriesReport {
    guard !base.isEmpty || !changed.isEmpty else {
      throw DetectionError.noRepetitions
    }
    if base.isEmpty || changed.isEmpty {
      return SeriesReport(
        drawn(commits, date: date), base.isEmpty ? .noHistory : .notMeasured,
        remark: "only the \(base.isEmpty ? "changed build" : "base") has it, "
          + "or in another unit")
    }
    let all = base + changed
    if let index = all.firstIndex(where: { !$0.isMeasurable }) {
      throw DetectionError.notMeasurable(all[index], index: index)
    }
    let before = Robust.median(base)
    // Of a deterministic figure any repetition that differs counts.
    let after =
      family == .deterministic
      ? all.first { $0 != before } ?? before : Robust.median(changed)
    var finding = Finding(
      test: .paired, verdict: .none, before: before, after: after,
      changePercent: 100 * relativeChange(from: before, to: after),
      leastPercent: 0, p: nil, limit: nil, blocked: nil, commits: commits,
      run: commits.text, index: base.count)
    var noise: SeriesNoise?
    switch family {
    case .deterministic:
      finding.test = .exact
      finding.blocked = before == after ? .effect : nil
    case .counted:
      finding.leastPercent = 100 * tests.fence.floor
      finding.blocked =
        abs(finding.changePercent) > finding.leastPercent ? nil : .effect
    case .wall:
      let result = try test.judge(base: base, changed: changed)
      finding.changePercent = 100 * result.effect
      finding.leastPercent = 100 * test.effect
      (finding.p, finding.limit) = (result.p, test.significance)
      finding.blocked = result.blocked
      noise = result.noise
    }
    if finding.blocked == nil {
      finding.verdict = Finding.verdict(
        of: finding.changePercent, worse: worse)
    }
    let report = SeriesReport(
      compared: drawn(commits, date: date), findings: [finding], noise: noise,
      levels: SeriesReport.levels(
        of: all, bounds: [0, base.count, all.count]),
      onlyReports: duration.map { $0 < tests.wall.shortest } ?? false)
    guard finding.blocked == .length else { return report }
    return SeriesReport(
      report.series, .noHistory,
      remark: "\(base.count) pairs, \(test.minimumPairs) are needed")
  }

  /// The repetitions of the base, then those of the changed build, as points.
  private func drawn(
    _ commits: Finding.CommitRange, date: String
  ) -> Series {
    func points(_ values: [Double], _ commit: String) -> [Series.Point] {
      values.map {
        Series.Point(
          run: commit, date: date, commit: commit,
          attempts: [InterleavedRun(value: $0, spread: 0, repetitions: 1)],
          duration: nil)
      }
    }
    return Series(
      name: name, family: family, worse: worse, unit: unit,
      points: points(base, commits.before ?? "")
        + points(changed, commits.after))
  }
}
