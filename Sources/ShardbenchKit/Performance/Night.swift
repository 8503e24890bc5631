import Foundation
import Performance
import Regression

/// A run of all measurements: measured, appended to the history, judged, and
/// measured again where it is suspicious: in turn with an earlier build, if one
/// is kept.
struct Night {
  /// What measures.
  let source: any FigureSource
  /// The history.
  let history: URL
  /// Which series.
  let only: Globs
  /// Processes whose times are pooled; up to ``patience`` times as many, until
  /// the times of each series agree, where no earlier build is kept that would
  /// decide.
  let processes: Int
  /// How often times that are suspicious are taken again, with half as many
  /// processes at least.
  var reruns = 3
  /// How many times as many processes times that do not agree are worth.
  var patience = 3
  /// The program that is measured, to be kept for later nights.
  var program: URL?
  /// What measures an earlier build.
  var earlier: (URL) -> any FigureSource = { MeasuringProgram(program: $0) }
  /// Called with each figure that was measured.
  var onFigure: (Figure) -> Void = { _ in }
  /// Called with what goes wrong and does no harm to what is measured.
  var onWarning: (String) -> Void = { _ in }

  /// What ``measure(_:)`` found out.
  struct Outcome {
    /// The newest run beside its history, of the series that were asked for.
    var comparison: Comparison
    /// The series that were measured again.
    var confirmed: [String]
  }

  /// What was accepted, beside the history.
  var accepted: URL {
    history.deletingLastPathComponent()
      .appendingPathComponent(Acceptances.fileName)
  }

  /// The programs of earlier nights, beside the history.
  var kept: KeptBuilds {
    KeptBuilds(
      folder: history.deletingLastPathComponent()
        .appendingPathComponent(KeptBuilds.folderName, isDirectory: true))
  }

  /// The history as it is before the run; empty if there is no file yet.
  ///
  /// - Throws: `HistoryError` or `TableError` if it is damaged.
  func past() throws -> History { try History(at: history) }

  /// Measures as the run `identity`.
  ///
  /// Times that are suspicious, or that have changed before, are measured again
  /// in turn with the earliest build that is kept since they were last accepted;
  /// the rows are appended under the same run. Where none is kept they are
  /// measured again three times, and all other times beside them once more, for
  /// nothing else: alone the few would be done within seconds, and meet the
  /// neighbour that made them suspicious. Counts that have changed are counted
  /// again, twice: then one that was wrong decides nothing.
  /// - Throws: `MeasuringError` if measuring fails, else as `History` and
  ///   `Comparison` do. Rows that were appended before stay.
  func measure(_ identity: RunIdentity) throws -> Outcome {
    let past = try past()
    // Better known before the measuring.
    try past.checkNewest(
      identity.run, date: identity.date, machine: identity.machine)
    let acceptances = try Acceptances(reading: accepted)
    try acceptances.check(against: past, machine: identity.machine)
    func judged(_ history: History) throws -> Comparison {
      var comparison = try Comparison(
        of: history, accepted: acceptances, machine: identity.machine)
      comparison.series.removeAll { !only.matches($0.series.name) }
      return comparison
    }
    let patience = hasBase(past, identity) ? 1 : self.patience
    keepProgram(identity)
    let rows = try Figure.Family.allCases.flatMap {
      try figures(
        $0, only, attempt: 1, processes: processes, patience: patience)
    }.map { $0.row(identity, attempt: 1) }
    guard !rows.isEmpty else {
      return Outcome(
        comparison: try .ofNothing(identity), confirmed: [])
    }
    let comparison = try judged(History.append(rows, to: history))
    let inTurn = try measuredInTurn(comparison, identity)
    let doubtful = comparison.series.filter(\.needsConfirmation)
      .map(\.series.name)
      .filter { name in !inTurn.contains { $0.series == name } }
    let changed = comparison.series.filter {
      $0.series.family == .counted
        && ($0.status == .regression || $0.status == .improvement)
    }.map(\.series.name)
    let more =
      try inTurn + again(.wall, only, doubtful, times: reruns, identity)
      + again(.counted, Globs(exactly: changed), changed, times: 2, identity)
    try pruneKept(History(reading: history), acceptances, identity)
    guard !more.isEmpty else {
      return Outcome(comparison: comparison, confirmed: [])
    }
    return Outcome(
      comparison: try judged(History.append(more, to: history)),
      confirmed: Set(more.map(\.series)).sorted())
  }

  /// More attempts at the series `names`, measured among all that `globs`
  /// match.
  private func again(
    _ family: Figure.Family, _ globs: Globs, _ names: [String], times: Int,
    _ identity: RunIdentity
  ) throws -> [HistoryRow] {
    guard !names.isEmpty else { return [] }
    return try (2..<2 + times).flatMap { attempt in
      try figures(
        family, globs, attempt: attempt, processes: (processes + 1) / 2,
        patience: patience
      )
      .filter { names.contains($0.figure.series) }
      .map { $0.row(identity, attempt: attempt) }
    }
  }

  /// The figures of a family, each series pooled.
  private func figures(
    _ family: Figure.Family, _ globs: Globs, attempt: Int, processes: Int,
    patience: Int
  ) throws -> [PooledFigure] {
    // Only times differ from process to process.
    let (least, most) =
      family == .wall ? (processes, patience * processes) : (1, 1)
    var found: [Figure] = []
    var pooled: [PooledFigure] = []
    for process in 0..<most
    where process < least || !pooled.allSatisfy(\.isSettled) {
      found += try source.figures(
        family, globs, order: attempt * 100 + process, onFigure: onFigure)
      pooled = try PooledFigure.all(found)
    }
    return pooled
  }
}

extension Comparison {
  /// That of a run that has measured nothing.
  ///
  /// - Throws: nothing; an empty history is one.
  fileprivate static func ofNothing(_ identity: RunIdentity) throws
    -> Comparison
  {
    var comparison = try Comparison(of: History())
    comparison.run = identity.run
    comparison.date = identity.date
    comparison.commit = identity.commit
    comparison.machine = identity.machine
    return comparison
  }
}
