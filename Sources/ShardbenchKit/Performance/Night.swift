import Foundation
import Performance
import Regression

/// A run of all measurements: measured, appended to the history, judged, and
/// measured again where it is suspicious.
struct Night {
  /// What measures.
  let source: any FigureSource
  /// The history.
  let history: URL
  /// Which series.
  let only: Globs
  /// Processes whose times are pooled.
  let processes: Int
  /// How often what is suspicious is measured again, with twice as many
  /// processes: of few series they take little time.
  var reruns = 3
  /// Called with each figure that was measured.
  var onFigure: (Figure) -> Void = { _ in }

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

  /// The history as it is before the run; empty if there is no file yet.
  ///
  /// - Throws: `HistoryError` or `TableError` if it is damaged.
  func past() throws -> History {
    guard FileManager.default.fileExists(atPath: history.path) else {
      return try History(file: history.relativePath)
    }
    return try History(reading: history)
  }

  /// Measures as the run `identity`.
  ///
  /// What is suspicious is measured again, three times, since then one wild
  /// rerun decides nothing; the rows are appended under the same run.
  /// - Throws: `MeasuringError` if measuring fails, else as `History` and
  ///   `Comparison` do. Rows that were appended before stay.
  func measure(_ identity: RunIdentity) throws -> Outcome {
    let acceptances = try Acceptances(reading: accepted)
    func judged(_ history: History) throws -> Comparison {
      var comparison = try Comparison(
        of: history, accepted: acceptances, machine: identity.machine)
      comparison.series.removeAll { !only.matches($0.series.name) }
      return comparison
    }
    let rows = try figures(
      only, Figure.Family.allCases, attempt: 1, processes: processes
    ).map { $0.row(identity, attempt: 1) }
    let comparison = try judged(History.append(rows, to: history))
    let doubtful = comparison.series.filter(\.needsConfirmation)
      .map(\.series.name)
    guard !doubtful.isEmpty, reruns > 0 else {
      return Outcome(comparison: comparison, confirmed: [])
    }
    let again = Globs(exactly: doubtful)
    let more = try (2..<2 + reruns).flatMap { attempt in
      try figures(
        again, [.wall], attempt: attempt, processes: 2 * processes
      )
      .map { $0.row(identity, attempt: attempt) }
    }
    return Outcome(
      comparison: try judged(History.append(more, to: history)),
      confirmed: doubtful)
  }

  /// The figures of some families, each series pooled.
  private func figures(
    _ only: Globs, _ families: [Figure.Family], attempt: Int, processes: Int
  ) throws -> [PooledFigure] {
    var all: [Figure] = []
    for family in families {
      // Only times differ from process to process.
      for process in 0..<(family == .wall ? processes : 1) {
        all += try source.figures(
          family, only, order: attempt * 100 + process, onFigure: onFigure)
      }
    }
    return try PooledFigure.all(all)
  }
}

extension SeriesReport {
  /// Whether its newest run has to be measured again.
  var needsConfirmation: Bool {
    findings.contains { $0.verdict == .needsConfirmation }
  }
}
