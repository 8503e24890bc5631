/// What the newest run of a machine comes to beside its history: the one
/// result that every output is made from.
///
/// ```swift
/// let history = try History(reading: url)
/// let comparison = try Comparison(of: history)
/// print(comparison.text)
/// exit(comparison.outcome.rawValue)
/// ```
public struct Comparison: Equatable, Sendable {
  /// What a comparison comes to, with the exit status that says so.
  public enum Outcome: Int32, CaseIterable, Sendable {
    /// Something was compared and nothing has changed.
    case noChange = 0
    /// A series that gates is worse, or may be and was not measured again.
    case regression = 2
    /// Nothing was compared, or a series was not measured; never a success.
    case nothingMeasured = 3
    /// All changes are for the better.
    case improvement = 4
    /// The tool itself failed; no comparison has it.
    case toolError = 70
  }

  /// The tests of the three families.
  public struct Tests: Sendable {
    /// Of deterministic figures.
    public var exact = ExactTest()
    /// Of counted figures.
    public var fence = FenceTest()
    /// Of wall times.
    public var wall = WallTest()

    /// The tests with their usual settings.
    public init() {}
  }

  /// The machine; `nil` if nothing was ever measured.
  public var machine: String?
  /// The newest run of it.
  public var run: String?
  /// When it began, UTC.
  public var date: String?
  /// The commit that it measured.
  public var commit: String?
  /// How many series other machines have, which are not judged.
  public var seriesElsewhere: Int
  /// The series: regressions first, then what needs confirmation, was not
  /// measured, improved, did not change, has no history; in each by
  /// significance, then by name.
  public var series: [SeriesReport]

  /// Judges the newest run of `machine`, or of the machine that ran last.
  ///
  /// - Throws: ``HistoryError`` if there is no such machine or if an accepted
  ///   run is missing; ``DetectionError`` as the tests do.
  public init(
    of history: History, accepted: Acceptances = Acceptances(),
    machine: String? = nil, tests: Tests = Tests()
  ) throws {
    if let machine, !history.machines.contains(machine) {
      throw HistoryError.unknownMachine(machine, known: history.machines)
    }
    let newest = history.measurements.max {
      RunKey(date: $0.date, run: $0.run) < RunKey(date: $1.date, run: $1.run)
    }
    self.machine = machine ?? newest?.machine
    let here = self.machine ?? ""
    let run = history.runs(of: here).last
    self.run = run?.key.run
    date = run?.key.date
    commit = run?.commit
    seriesElsewhere =
      Set(
        history.measurements.filter { $0.machine != here }
          .map { [$0.machine, $0.series] }
      ).count
    series = try history.series(of: here, since: accepted)
      .filter { !$0.points.isEmpty }
      .map { try Self.report($0, run: run?.key.run, tests) }
      .sorted { Self.order($0) < Self.order($1) }
  }

  private static func report(
    _ series: Series, run: String?, _ tests: Tests
  ) throws -> SeriesReport {
    guard let last = series.points.last, last.run == run else {
      return SeriesReport(
        series, .notMeasured,
        remark: "last measured by run \(series.points.last?.run ?? "?")")
    }
    if series.points.count == 1 {
      return SeriesReport(
        series, .noHistory, remark: "no history for this machine yet")
    }
    return switch series.family {
    case .deterministic: tests.exact.report(series)
    case .counted: tests.fence.report(series)
    case .wall: try tests.wall.report(series)
    }
  }

  static func order(
    _ report: SeriesReport
  ) -> (Int, Double, String) {
    let rank = SeriesReport.Status.allCases.firstIndex(of: report.status) ?? 0
    return (rank, -report.significance, report.series.name)
  }

  /// The series of a status, in order.
  public func series(_ status: SeriesReport.Status) -> [SeriesReport] {
    series.filter { $0.status == status }
  }

  /// What it comes to. A regression weighs more than a series that was not
  /// measured, and that more than an improvement. A run that still needs
  /// confirmation for the worse counts as worse: who wants to know measures
  /// again. Series that only report do not count.
  public var outcome: Outcome {
    let gating = series.filter { !$0.onlyReports }
    func has(_ status: SeriesReport.Status) -> Bool {
      gating.contains { $0.status == status }
    }
    if has(.regression) || gating.contains(where: \.mayBeWorse) {
      return .regression
    }
    guard series.contains(where: \.wasCompared), !has(.notMeasured) else {
      return .nothingMeasured
    }
    return has(.improvement) ? .improvement : .noChange
  }

  /// Whether the newest run has to be measured again to be judged.
  public var needsConfirmation: Bool {
    series.contains(where: \.needsConfirmation)
  }
}

extension SeriesReport {
  /// Whether its newest run has to be measured again.
  public var needsConfirmation: Bool {
    findings.contains { $0.verdict == .needsConfirmation }
  }

  /// Whether there was something to compare.
  var wasCompared: Bool { status != .notMeasured && status != .noHistory }

  /// Whether it needs confirmation in the direction that is worse.
  var mayBeWorse: Bool {
    findings.contains {
      $0.verdict == .needsConfirmation
        && Finding.verdict(of: $0.changePercent, worse: series.worse)
          == .regression
    }
  }
}
