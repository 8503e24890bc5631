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
  /// Called with each figure that was measured.
  var onFigure: (Figure) -> Void = { _ in }

  /// What was measured of both.
  struct Outcome {
    /// The series that both have.
    var series: [PairedSeries]
    /// The names of those that only one of them has.
    var unpaired: [String]
  }

  /// Measures.
  ///
  /// - Throws: `MeasuringError`.
  func measure() throws -> Outcome {
    var (before, after): ([PooledFigure], [PooledFigure]) = ([], [])
    for family in Figure.Family.allCases {
      for pair in 0..<(family == .wall ? pairs : 1) {
        var (old, new): ([Figure], [Figure]) = ([], [])
        for process in 0..<(family == .wall ? processes : 1) {
          let turn = pair * processes + process
          // Both in the same order of series.
          func figures(_ source: any FigureSource) throws -> [Figure] {
            try source.figures(family, only, order: turn, onFigure: onFigure)
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
    let old = Dictionary(grouping: before, by: \.figure.series)
    let new = Dictionary(grouping: after, by: \.figure.series)
    let names = Set(old.keys).intersection(new.keys)
    return Outcome(
      series: names.sorted().compactMap { name in
        guard let old = old[name], let new = new[name],
          let one = new.first?.figure
        else { return nil }
        return PairedSeries(
          name: name, family: one.historyFamily,
          worse: one.lessIsWorse ? .down : .up, unit: one.unit,
          base: old.map(\.run.value),
          changed: new.map(\.run.value))
      },
      unpaired: Set(old.keys).symmetricDifference(new.keys).sorted())
  }
}
