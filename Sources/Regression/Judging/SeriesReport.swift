/// What there is to say about one series of the newest run.
public struct SeriesReport: Equatable, Sendable {
  /// The state of the series as a whole.
  public enum Status: String, CaseIterable, Sendable {
    /// At least one change is for the worse.
    case regression
    /// The newest run is suspicious; measure it again.
    case needsConfirmation = "needs confirmation"
    /// The newest run has not measured it, though earlier ones have.
    case notMeasured = "not measured"
    /// All changes are for the better.
    case improvement
    /// It was compared and has not changed.
    case unchanged
    /// There is nothing, or too little, to compare with on this machine.
    case noHistory = "no history"
  }

  /// A stretch of one level.
  public struct Level: Equatable, Sendable {
    /// Its points.
    public var range: Range<Int>
    /// The median of them.
    public var value: Double
  }

  /// The series, with the points that count.
  public var series: Series
  /// The state of the series.
  public var status: Status
  /// What the status comes from where that is not a finding, for people.
  public var remark: String?
  /// The changes, and in a series without any the one that was nearest to
  /// being one; the most significant first.
  public var findings: [Finding]
  /// The noise about the levels; `nil` where it was not estimated.
  public var noise: SeriesNoise?
  /// The levels of the points, oldest first.
  public var levels: [Level]
  /// Whether it only reports: a change of it does not fail anything.
  public var onlyReports: Bool
  /// What the machine takes for the same program now, relative to the first
  /// nights; the values of ``series`` are without it.
  public var machine = 1.0

  /// The noise in percent of the newest level.
  public var noisePercent: Double? {
    guard let noise else { return nil }
    // The logarithms of pairs are relative as they are.
    if !findings.isEmpty, findings.allSatisfy({ $0.test == .paired }) {
      return 100 * noise.deviation
    }
    guard let level = levels.last?.value, level != 0 else { return nil }
    return 100 * noise.deviation / abs(level)
  }

  /// The significance of the finding that matters most; 0 without any.
  public var significance: Double {
    findings.lazy.filter { $0.isChange }.map(\.significance).max()
      ?? findings.lazy.map(\.significance).max() ?? 0
  }
}

extension Finding {
  /// Whether it counts, or may yet.
  public var isChange: Bool {
    [.regression, .needsConfirmation, .improvement].contains(verdict)
  }

  /// Whether it looked like a change and is none of the program now.
  var isPassed: Bool { [.wentAway, .machineMoved].contains(verdict) }

  /// The verdict on a change that passed all gates.
  static func verdict(
    of change: Double, worse: HistoryRow.Worse
  ) -> Verdict {
    (change > 0) == (worse == .up) ? .regression : .improvement
  }
}

extension SeriesReport {
  /// The report on a series that was compared: the status is that of its worst
  /// finding.
  init(
    compared series: Series, findings: [Finding], noise: SeriesNoise? = nil,
    levels: [Level] = [], onlyReports: Bool = false, remark: String? = nil
  ) {
    let verdicts = Set(findings.map(\.verdict))
    let status: Status =
      if verdicts.contains(.regression) {
        .regression
      } else if verdicts.contains(.needsConfirmation) {
        .needsConfirmation
      } else {
        verdicts.contains(.improvement) ? .improvement : .unchanged
      }
    self.init(
      series: series, status: status, remark: remark,
      findings: findings.sorted {
        ($0.isChange ? 1 : 0, $0.significance)
          > ($1.isChange ? 1 : 0, $1.significance)
      }, noise: noise, levels: levels, onlyReports: onlyReports)
  }

  /// The report on a series that could not be compared.
  init(_ series: Series, _ status: Status, remark: String) {
    self.init(
      series: series, status: status, remark: remark, findings: [],
      noise: nil, levels: [], onlyReports: false)
  }
}
