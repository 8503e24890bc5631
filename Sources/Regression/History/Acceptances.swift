import Foundation
import Tables

/// Changes that somebody has accepted, as `accepted.csv` keeps them beside the
/// history.
///
///     machine,series,run,commit,reason
///     Some CPU; 2 cores; Linux,gemm/384,n-17,1f2e3d,blocks of 64 now
///     *,*,n-40,77aa01,new compiler
///
/// A series that was accepted at a run begins there: what is older no longer
/// counts, so the run's value is the one that deterministic figures must have
/// and the first one that others are compared with. A star stands for every
/// machine or series. Of several rows the latest run counts. Rows are only
/// ever added.
public struct Acceptances: Equatable, Sendable {
  /// What was accepted.
  public struct Row: Equatable, Sendable {
    /// The machine; `*` is every one.
    public var machine: String
    /// The series; `*` is every one.
    public var series: String
    /// The run that begins what counts.
    public var run: String
    /// Its commit.
    public var commit: String
    /// Why.
    public var reason: String

    /// A row from its parts.
    public init(
      machine: String, series: String, run: String, commit: String,
      reason: String
    ) {
      self.machine = machine
      self.series = series
      self.run = run
      self.commit = commit
      self.reason = reason
    }

    var cells: [String] { [machine, series, run, commit, reason] }
  }

  /// The name of the file in the folder of a history.
  public static let fileName = "accepted.csv"
  /// The columns of the file.
  public static let columns = ["machine", "series", "run", "commit", "reason"]
  /// What stands for every machine or series.
  public static let every = "*"

  /// The rows in the order of the file.
  public private(set) var rows: [Row]
  private let file: String
  private let lines: [Int]

  /// Acceptances with these rows.
  public init(_ rows: [Row] = []) {
    self.rows = rows
    file = Self.fileName
    lines = rows.indices.map { $0 + 2 }
  }

  /// What is accepted in the file at `url`; nothing if there is none.
  ///
  /// - Throws: ``HistoryError`` or `TableError` if the file is not as it
  ///   should be.
  public init(reading url: URL) throws {
    guard try isThere(url) else {
      self.init()
      return
    }
    try self.init(wholeTable(reading: url, columns: Self.columns).table)
  }

  private init(_ table: Table) throws {
    rows = try table.rows.enumerated().map { index, cells in
      for (column, cell) in zip(Self.columns, cells) where cell.isEmpty {
        throw HistoryError.cell(
          cell, column: column, expected: .text, file: table.file,
          line: table.line(ofRow: index))
      }
      return Row(
        machine: cells[0], series: cells[1], run: cells[2], commit: cells[3],
        reason: cells[4])
    }
    file = table.file
    lines = table.rows.indices.map { table.line(ofRow: $0) }
  }

  /// Accepts the newest run of a machine for each of `series`, for `reason`,
  /// and writes that to the file at `url`, whose rows stay as they are.
  ///
  /// `*` accepts every series that this run has measured, and no others: what
  /// it has not measured nobody has seen. Another pattern with `*`, `?` or
  /// `[...]` accepts all series that it matches, measured or not.
  /// - Throws: ``HistoryError`` if the history has no such machine or series,
  ///   or if there is no reason; `TableError` if the file cannot be written.
  /// - Returns: The rows that were added.
  @discardableResult
  public static func accept(
    _ series: [String], on machine: String, of history: History,
    reason: String, in url: URL
  ) throws -> [Row] {
    guard let newest = history.runs(of: machine).last else {
      throw HistoryError.unknownMachine(machine, known: history.machines)
    }
    let all = try history.series(of: machine)
    let known = all.map(\.name)
    let measured = all.filter { $0.points.last?.run == newest.key.run }
      .map(\.name)
    let names = series.flatMap { word in
      if word == every { return measured == known ? [every] : measured }
      let matched = known.filter { fnmatch(word, $0, 0) == 0 }
      return known.contains(word) || matched.isEmpty ? [word] : matched
    }
    let new = try names.map { name in
      guard name == every || known.contains(name) else {
        throw HistoryError.unknownSeries(name, known: known)
      }
      return Row(
        machine: machine, series: name, run: newest.key.run,
        commit: newest.commit, reason: reason)
    }
    let old =
      try isThere(url) ? wholeTable(reading: url, columns: columns) : nil
    var table =
      try old?.table ?? Table(columns: columns, file: url.relativePath)
    for row in new { try table.append(row.cells) }
    _ = try Acceptances(table)
    try append(
      new.map(\.cells), columns: columns, to: url, after: old?.bytes)
    return new
  }

  /// Checks that the runs which begin something on `machine` are in `history`.
  ///
  /// - Throws: ``HistoryError/unknownRun(_:known:file:line:)``.
  public func check(against history: History, machine: String) throws {
    let runs = history.runs(of: machine).map(\.key)
    let anywhere = Set(history.measurements.map(\.run))
    for row in rows {
      _ = try start(
        of: row.series, on: machine, among: runs, anywhere: anywhere)
    }
  }

  /// Where a series begins on a machine; `nil` if at its first point.
  ///
  /// - Throws: ``HistoryError/unknownRun(_:known:file:line:)`` if a row of
  ///   this machine names a run that is not among `runs`. A row of every
  ///   machine may name a run of another one, of those in `anywhere`, which
  ///   then says nothing here.
  func start(
    of series: String, on machine: String, among runs: [RunKey],
    anywhere: Set<String>
  ) throws -> RunKey? {
    var start: RunKey?
    for (row, line) in zip(rows, lines)
    where [series, Self.every].contains(row.series)
      && [machine, Self.every].contains(row.machine)
    {
      guard let key = runs.first(where: { $0.run == row.run }) else {
        if row.machine == Self.every, anywhere.contains(row.run) { continue }
        throw HistoryError.unknownRun(
          row.run, known: runs.map(\.run), file: file, line: line)
      }
      start = max(start ?? key, key)
    }
    return start
  }
}
