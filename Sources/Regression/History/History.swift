import Foundation
import Tables

/// All that was ever measured, as `results/perf/history.csv` keeps it: a row a
/// measurement, rows only ever added.
///
///     run,attempt,date_utc,commit,machine,series,family,worse,unit,value,...
///
/// Rules of the file, each of which is a ``HistoryError`` if it is broken,
/// never a measurement that is silently left out:
/// - it has these columns in this order, and a header even if nothing else;
/// - it ends with a line end: a line that was cut off is not guessed at;
/// - numbers are finite, and no larger than 1e100: `nan` is no measurement;
/// - a series of a run and attempt has one row, however equal a second is;
/// - all rows of a run have one commit and one machine, all rows of a series
///   one family, unit and direction;
/// - `base_run` and `base_value` are both there or both missing, and the run is
///   another one of the machine, whose build was measured in turn.
///
/// Rows may stand in any order: time is in their dates. Machines may be mixed;
/// series are compared within one machine, so that a new machine begins anew.
public struct History: Equatable, Sendable {
  /// The measurements, in the order of the file.
  public private(set) var measurements: [HistoryRow]
  /// What errors call the file.
  public let file: String

  /// A history of `measurements`, in any order.
  ///
  /// - Throws: ``HistoryError`` if they break a rule of the file; lines are
  ///   counted as the file would have them.
  public init(
    _ measurements: [HistoryRow] = [], file: String = "history"
  ) throws {
    // Through the text and back, so that it could be written and read.
    try self.init(
      Table(
        columns: HistoryRow.columns, rows: measurements.map(\.cells),
        file: file))
  }

  /// The history in a file, or an empty one if there is none.
  ///
  /// - Throws: ``HistoryError`` if it breaks a rule, or if the file is a link
  ///   that leads nowhere; `TableError` if it is no CSV.
  public init(at url: URL) throws {
    guard try isThere(url) else {
      try self.init(file: url.relativePath)
      return
    }
    try self.init(reading: url)
  }

  /// The history in a file.
  ///
  /// - Throws: ``HistoryError`` if it breaks a rule, `TableError` if it is
  ///   missing or no CSV.
  /// - Complexity: O(length).
  public init(reading url: URL) throws {
    try self.init(Self.read(url).table)
  }

  private static func read(_ url: URL) throws -> (table: Table, bytes: Data) {
    try wholeTable(reading: url, columns: HistoryRow.columns)
  }

  private init(_ table: Table) throws {
    var checks = HistoryChecks(file: table.file)
    measurements = try table.rows.enumerated().map { index, cells in
      let line = table.line(ofRow: index)
      let row = try HistoryRow(cells: cells, file: table.file, line: line)
      try checks.check(row, line: line)
      return row
    }
    try checks.checkWhole()
    file = table.file
  }

  /// Adds `new` measurements to the file at `url`, which is made if there is
  /// none; what is there stays, byte for byte.
  ///
  /// A reader sees all of them or none. One writer at a time: of two that
  /// append at once, one may be lost.
  /// - Throws: ``HistoryError`` if there is nothing to add, or if the file or
  ///   what is added to it breaks a rule; `TableError` if it cannot be
  ///   written. The file then stays as it was.
  /// - Returns: The history with them.
  @discardableResult
  public static func append(
    _ new: [HistoryRow], to url: URL
  ) throws -> History {
    let file = url.relativePath
    guard !new.isEmpty else { throw HistoryError.nothingMeasured(file: file) }
    let old = try isThere(url) ? read(url) : nil
    var table = try old?.table ?? Table(columns: HistoryRow.columns, file: file)
    for measurement in new { try table.append(measurement.cells) }
    let history = try History(table)
    try Regression.append(
      new.map(\.cells), columns: HistoryRow.columns, to: url,
      after: old?.bytes)
    return history
  }

  /// Checks that `run` of `date` would be the newest of `machine`: what is
  /// judged is the newest, and no other may stand in for it.
  ///
  /// - Throws: ``HistoryError/newerRun(_:date:than:file:)``.
  public func checkNewest(
    _ run: String, date: String, machine: String
  ) throws {
    guard let last = runs(of: machine).last?.key,
      RunKey(date: date, run: run) < last
    else { return }
    throw HistoryError.newerRun(
      last.run, date: last.date, than: date, file: file)
  }

  /// The machines, each as early as its first row.
  public var machines: [String] {
    var seen: Set<String> = []
    return measurements.map(\.machine).filter { seen.insert($0).inserted }
  }
}
