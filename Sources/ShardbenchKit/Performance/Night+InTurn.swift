import Foundation
import Performance
import Regression

/// Measuring in turn with an earlier build.
///
/// Times of a machine move from hour to hour, otherwise for each kernel. What
/// moves both builds alike is none of the program's doing.
extension Night {
  /// More attempts at times, each with what an earlier build measures beside
  /// it; none of series without an earlier build that can measure them.
  ///
  /// Measured are those in `comparison` that are suspicious or have changed, and
  /// those of which the machine takes more or less than at first: what it takes
  /// tonight would else hide what the program does.
  /// - Throws: `MeasuringError` if tonight's build cannot measure.
  func measuredInTurn(
    _ comparison: Comparison, _ identity: RunIdentity
  ) throws -> [HistoryRow] {
    let open = comparison.series.filter { report in
      report.series.family == .wall
        && (report.findings.contains(where: \.isChange)
          || abs(report.machine - 1) >= PairedTest().effect)
    }
    let bases = Dictionary(grouping: open) {
      base(of: $0.series, before: identity.run)
    }
    return try bases.flatMap { run, reports -> [HistoryRow] in
      guard let run else { return [] }
      return try inTurn(reports.map(\.series.name), run: run, identity)
    }.sorted { ($0.series, $0.attempt) < ($1.series, $1.attempt) }
  }

  /// The earliest run of a series whose program is kept, other than `tonight`.
  private func base(of series: Series, before tonight: String) -> String? {
    series.points.first {
      $0.run != tonight && kept.program(of: $0.run) != nil
    }?.run
  }

  /// Rows of some series beside the build of `run`; if it cannot measure them
  /// together, of those that it can.
  private func inTurn(
    _ names: [String], run: String, _ identity: RunIdentity
  ) throws -> [HistoryRow] {
    guard let program = kept.program(of: run) else { return [] }
    do {
      return try rows(
        names, base: EarlierBuild(source: earlier(program)), run: run, identity)
    } catch let error as EarlierBuild.Failure {
      guard names.count == 1 else {
        return try names.flatMap { try inTurn([$0], run: run, identity) }
      }
      onWarning(
        "the build of run \(run) cannot measure \(names.joined()) in turn "
          + "(\(error.reason)); reruns alone decide")
      return []
    }
  }

  /// Pairs of rows of `series`, until they tell or patience ends.
  private func rows(
    _ series: [String], base: EarlierBuild, run: String,
    _ identity: RunIdentity
  ) throws -> [HistoryRow] {
    var rows: [HistoryRow] = []
    var names = series
    for round in 0..<PairedTest.rounds where !names.isEmpty {
      let found = try ABComparison(
        base: base, changed: source, only: Globs(exactly: names),
        pairs: PairedTest.round,
        firstOrder: 1000 + round * PairedTest.round, onFigure: onFigure
      ).figures([.wall])
      let before = Dictionary(grouping: found.base, by: \.figure.series)
      let after = Dictionary(grouping: found.changed, by: \.figure.series)
      for name in names {
        for (index, pair) in zip(before[name] ?? [], after[name] ?? [])
          .enumerated()
        where pair.0.figure.unit == pair.1.figure.unit {
          var row = pair.1.row(
            identity, attempt: 2 + round * PairedTest.round + index)
          row.base = .init(run: run, value: pair.0.run.value)
          rows.append(row)
        }
      }
      names = try names.filter { name in
        try Self.isUndecided(rows.filter { $0.series == name })
      }
    }
    return rows
  }

  /// Whether more pairs may tell what these do not.
  private static func isUndecided(_ rows: [HistoryRow]) throws -> Bool {
    guard !rows.isEmpty else { return false }
    return try PairedTest().judge(
      base: rows.compactMap { $0.base?.value }, changed: rows.map(\.value)
    ).isUndecided
  }

  /// Keeps tonight's program: before it measures, so that it is the one that
  /// has measured, whatever is built meanwhile.
  func keepProgram(_ identity: RunIdentity) {
    guard let program else { return }
    do {
      try kept.keep(program, as: identity.run)
    } catch {
      onWarning(
        "the program is not kept beside the history: "
          + error.localizedDescription)
    }
  }

  /// Removes the programs that no time of this machine needs, other than
  /// tonight's.
  func pruneKept(
    _ history: History, _ accepted: Acceptances, _ identity: RunIdentity
  ) throws {
    let needed = try history.series(of: identity.machine, since: accepted)
      .filter { $0.family == .wall }
      .compactMap { base(of: $0, before: identity.run) }
    let elsewhere = history.measurements.filter {
      $0.machine != identity.machine
    }
    kept.prune(
      needed: Set(needed + elsewhere.map(\.run)).union([identity.run]))
  }

  /// Whether an earlier build is kept that can be measured in turn.
  func hasBase(_ past: History, _ identity: RunIdentity) -> Bool {
    Set(past.measurements.filter { $0.machine == identity.machine }.map(\.run))
      .contains { kept.program(of: $0) != nil }
  }
}

/// An earlier build, whose failures are told from those of tonight's.
private struct EarlierBuild: FigureSource {
  let source: any FigureSource

  /// It cannot measure.
  struct Failure: Error {
    let reason: String
  }

  func figures(
    _ family: Figure.Family, _ only: Globs, order: Int,
    onFigure: (Figure) -> Void
  ) throws -> [Figure] {
    do {
      return try source.figures(family, only, order: order, onFigure: onFigure)
    } catch let error as MeasuringError {
      throw Failure(reason: error.diagnosis.problem)
    }
  }
}
