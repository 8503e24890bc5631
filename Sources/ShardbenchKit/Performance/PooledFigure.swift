import Foundation
import Performance
import Regression

/// A series as several processes have measured it: their times are taken
/// together, and the fastest of them count (`InterleavedTimes`).
struct PooledFigure: Equatable {
  let figure: Figure
  let run: InterleavedRun
  /// Seconds of a repetition; `nil` of what is no time.
  let seconds: Double?
  /// Whether the repetitions that count agree. Where the machine was hardly
  /// ever free the fastest are few, and more have to be measured.
  let isSettled: Bool

  /// The figures of one series, one a process.
  ///
  /// - Throws: `MeasuringError` or `DetectionError` if a number cannot be.
  init(_ figures: [Figure]) throws {
    guard let first = figures.first else {
      throw DetectionError.noRepetitions
    }
    figure = first
    guard first.family == .wall else {
      run = InterleavedRun(
        value: try first.number(), spread: 0, repetitions: 1)
      seconds = nil
      isSettled = true
      return
    }
    let times = try figures.map { try $0.times() }
    let counting = InterleavedTimes.fastest(times.flatMap(\.work))
    let middle = Robust.median(counting)
    run = InterleavedRun(
      value: InterleavedTimes.quotient(of: times),
      spread: Robust.scale(ofResiduals: counting.map { $0 / middle - 1 }),
      repetitions: counting.count)
    seconds = Robust.median(times.map(\.seconds))
    // Two of long work hardly ever agree, and tell little.
    isSettled =
      counting.count < 3
      || (counting.last ?? 0) <= (1 + Self.tolerance) * (counting.first ?? 0)
  }

  /// By how much the slowest repetition that counts may exceed the fastest: a
  /// little more than the least effect that is reported.
  private static let tolerance = 0.04

  /// All series in `figures`, by name.
  static func all(_ figures: [Figure]) throws -> [PooledFigure] {
    try Dictionary(grouping: figures, by: \.series)
      .sorted { $0.key < $1.key }
      .map { try PooledFigure($0.value) }
  }

  /// The row of the history.
  func row(_ identity: RunIdentity, attempt: Int) -> HistoryRow {
    HistoryRow(
      run: identity.run, attempt: attempt, date: identity.date,
      commit: identity.commit, machine: identity.machine,
      series: figure.series, family: figure.historyFamily,
      worse: figure.lessIsWorse ? .down : .up, unit: figure.unit,
      value: run.value, repetitions: run.repetitions,
      spreadPercent: 100 * run.spread, duration: seconds)
  }
}

extension Figure {
  /// The family as a history has it.
  var historyFamily: HistoryRow.Family {
    switch family {
    case .deterministic: .deterministic
    case .counted: .counted
    case .wall: .wall
    }
  }
}
