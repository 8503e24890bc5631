/// One figure over the runs of one machine.
public struct Series: Equatable, Sendable {
  /// What a run has measured, all its attempts together.
  public struct Point: Equatable, Sendable {
    /// The run.
    public var run: String
    /// When it began.
    public var date: String
    /// The commit that was measured.
    public var commit: String
    /// The run itself, then its reruns.
    public var attempts: [InterleavedRun]
    /// What one repetition takes, in seconds, if that is known.
    public var duration: Double?
    /// An earlier build that was measured in turn with this one, if any was.
    public var inTurn: InTurn?

    /// What stands for the run, in the unit of the series: the median of the
    /// attempts, unless the machine has moved.
    public var value: Double

    /// A point from its parts.
    init(
      run: String, date: String, commit: String, attempts: [InterleavedRun],
      duration: Double?, inTurn: InTurn? = nil
    ) {
      self.run = run
      self.date = date
      self.commit = commit
      self.attempts = attempts
      self.duration = duration
      self.inTurn = inTurn
      value = Robust.median(attempts.map(\.value))
    }
  }

  /// Measurements of a run, each beside one of an earlier build.
  public struct InTurn: Equatable, Sendable {
    /// The run that measured the earlier build first.
    public var baseRun: String
    /// What the earlier build measures now, in the unit of the series.
    public var base: [Double]
    /// What the run's own build measures beside each.
    public var changed: [Double]
    /// The level of the earlier build's own nights; `nil` where it has none
    /// among the points before, and so tells nothing.
    var baseLevel: Double?
    /// By how much the machine is slower than in the nights before.
    var machineChange = 0.0
  }

  /// The figure's name.
  public var name: String
  /// How it varies.
  public var family: HistoryRow.Family
  /// Which way it gets worse.
  public var worse: HistoryRow.Worse
  /// Its unit.
  public var unit: String
  /// The points, oldest first.
  public var points: [Point]
}

/// A run of one machine.
struct RunKey: Equatable, Comparable, Hashable {
  let date: String
  let run: String

  /// By date, and at the same second by name.
  static func < (a: RunKey, b: RunKey) -> Bool {
    (a.date, a.run) < (b.date, b.run)
  }
}

extension History {
  /// The runs of a machine with their commits, oldest first. A run is as old
  /// as its earliest row. Complexity: O(rows).
  func runs(of machine: String) -> [(key: RunKey, commit: String)] {
    var first: [String: HistoryRow] = [:]
    for row in measurements where row.machine == machine {
      if let known = first[row.run], known.date <= row.date { continue }
      first[row.run] = row
    }
    return first.values
      .map { (RunKey(date: $0.date, run: $0.run), $0.commit) }
      .sorted { $0.0 < $1.0 }
  }

  /// The series of a machine by name, points by date; with `acceptances`, only
  /// what was measured since each was last accepted.
  ///
  /// - Throws: ``HistoryError/unknownRun(_:known:file:line:)`` if a run was
  ///   accepted that is not there.
  public func series(
    of machine: String, since acceptances: Acceptances = Acceptances()
  ) throws -> [Series] {
    let runs = runs(of: machine)
    let keys = Dictionary(
      runs.map { ($0.key.run, $0.key) }, uniquingKeysWith: { a, _ in a })
    let anywhere = Set(measurements.map(\.run))
    let rows = measurements.filter { $0.machine == machine }
    return try Dictionary(grouping: rows, by: \.series).values
      .compactMap { rows in
        guard let any = rows.first else { return nil }
        let start = try acceptances.start(
          of: any.series, on: machine, among: runs.map(\.key),
          anywhere: anywhere)
        let points = Dictionary(grouping: rows, by: \.run)
          .compactMap { run, rows in
            keys[run].map { ($0, Self.point($0, rows)) }
          }
          .filter { key, _ in start.map { $0 <= key } ?? true }
          .sorted { $0.0 < $1.0 }
        return Series(
          name: any.series, family: any.family, worse: any.worse,
          unit: any.unit, points: points.map(\.1))
      }
      .sorted { $0.name < $1.name }
  }

  private static func point(
    _ key: RunKey, _ rows: [HistoryRow]
  ) -> Series.Point {
    let rows = rows.sorted { $0.attempt < $1.attempt }
    return Series.Point(
      run: key.run, date: key.date, commit: rows.first?.commit ?? "",
      attempts: rows.map {
        InterleavedRun(
          value: $0.value, spread: $0.spreadPercent / 100,
          repetitions: $0.repetitions)
      },
      duration: rows.first?.duration, inTurn: inTurn(rows))
  }

  private static func inTurn(_ rows: [HistoryRow]) -> Series.InTurn? {
    let pairs = rows.compactMap { row in row.base.map { (row.value, $0) } }
    guard let run = pairs.first?.1.run else { return nil }
    return Series.InTurn(
      baseRun: run, base: pairs.map(\.1.value), changed: pairs.map(\.0))
  }
}
