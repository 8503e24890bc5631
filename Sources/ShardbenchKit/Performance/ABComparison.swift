import Foundation
import Performance
import Regression

/// Two builds that are measured in turn, in one session: first the base, then
/// the other, then the other, then the base, and so on, so that neither is
/// always the first.
struct ABComparison {
  /// What measures the base.
  let base: any FigureSource
  /// What measures the changed build.
  let changed: any FigureSource
  /// Which series.
  let only: Globs
  /// How often both are measured.
  let pairs: Int
  /// Processes whose times are pooled, each time.
  var processes = 1
  /// The first seed of the order of the series.
  var firstOrder = 0
  /// Called with each figure that was measured.
  var onFigure: (Figure) -> Void = { _ in }

  /// Measures.
  ///
  /// - Returns: all series that either build has, by name.
  /// - Throws: `MeasuringError`.
  func measure() throws -> [PairedSeries] {
    let (before, after) = try figures(Figure.Family.allCases)
    return Self.paired(before, after)
  }

  /// Measures some families.
  ///
  /// - Returns: what each pair has measured, in turn: of a series that both
  ///   builds have as many figures of either, in the order of the pairs.
  /// - Throws: `MeasuringError`.
  func figures(
    _ families: [Figure.Family]
  ) throws -> (base: [PooledFigure], changed: [PooledFigure]) {
    var (before, after): ([PooledFigure], [PooledFigure]) = ([], [])
    for family in families {
      for pair in 0..<(family == .wall ? pairs : 1) {
        var (old, new): ([Figure], [Figure]) = ([], [])
        for process in 0..<(family == .wall ? processes : 1) {
          let turn = pair * processes + process
          // Both in the same order of series.
          func figures(_ source: any FigureSource) throws -> [Figure] {
            try source.figures(
              family, only, order: firstOrder + turn, onFigure: onFigure)
          }
          if turn % 2 == 0 {
            old += try figures(base)
            new += try figures(changed)
          } else {
            new += try figures(changed)
            old += try figures(base)
          }
        }
        before += try PooledFigure.all(old)
        after += try PooledFigure.all(new)
      }
    }
    return (before, after)
  }

  /// What both have measured, each series by what names and defines it: one
  /// whose unit has changed is another one.
  private static func paired(
    _ base: [PooledFigure], _ changed: [PooledFigure]
  ) -> [PairedSeries] {
    let old = Dictionary(grouping: base, by: \.kind)
    let new = Dictionary(grouping: changed, by: \.kind)
    return Set(old.keys).union(new.keys)
      .sorted { ($0.series, $0.unit) < ($1.series, $1.unit) }
      .map { kind in
        let (old, new) = (old[kind] ?? [], new[kind] ?? [])
        // The shorter build decides whether both are too short.
        return PairedSeries(
          name: kind.series, family: kind.family, worse: kind.worse,
          unit: kind.unit, base: old.map(\.run.value),
          changed: new.map(\.run.value),
          duration: [old, new].compactMap(Self.duration(of:)).min())
      }
  }
}

extension ABComparison {
  /// Seconds of a repetition, the middle of `figures`; `nil` of no times.
  private static func duration(of figures: [PooledFigure]) -> Double? {
    let seconds = figures.compactMap(\.seconds)
    return seconds.isEmpty ? nil : Robust.median(seconds)
  }
}

extension PooledFigure {
  /// What must be the same of figures that are compared.
  fileprivate struct Kind: Hashable {
    let series: String
    let unit: String
    let family: HistoryRow.Family
    let worse: HistoryRow.Worse
  }

  fileprivate var kind: Kind {
    Kind(
      series: figure.series, unit: figure.unit, family: figure.historyFamily,
      worse: figure.lessIsWorse ? .down : .up)
  }
}
