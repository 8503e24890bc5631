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
    var (before, after): ([Figure], [Figure]) = ([], [])
    for family in Figure.Family.allCases {
      for pair in 0..<(family == .wall ? pairs : 1) {
        // Both in the same order of series.
        func figures(_ source: any FigureSource) throws -> [Figure] {
          try source.figures(family, only, order: pair, onFigure: onFigure)
        }
        if pair % 2 == 0 {
          before += try figures(base)
          after += try figures(changed)
        } else {
          after += try figures(changed)
          before += try figures(base)
        }
      }
    }
    let old = Dictionary(grouping: before, by: \.series)
    let new = Dictionary(grouping: after, by: \.series)
    let names = Set(old.keys).intersection(new.keys)
    return Outcome(
      series: try names.sorted().compactMap { name in
        guard let old = old[name], let new = new[name], let one = new.first
        else { return nil }
        return PairedSeries(
          name: name, family: one.historyFamily,
          worse: one.lessIsWorse ? .down : .up, unit: one.unit,
          base: try old.map { try $0.number() },
          changed: try new.map { try $0.number() })
      },
      unpaired: Set(old.keys).symmetricDifference(new.keys).sorted())
  }
}
