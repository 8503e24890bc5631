import Foundation
import Performance
import Regression

@testable import ShardbenchKit

/// Figures that a test makes up instead of measuring.
final class MadeUpFigures: FigureSource {
  /// What was asked for, one word each time: `wall gemm 0`.
  private(set) var asked: [String] = []
  private let series: [String]
  private let others: [Double]
  private let value: (_ series: String, _ order: Int) throws -> Double

  /// Times of `series`, by name and order, in calls of the reference, and of
  /// `others` of their repetitions.
  init(
    _ series: [String] = ["a"], others: [Double] = [],
    _ value: @escaping (_ series: String, _ order: Int) throws -> Double
  ) {
    self.series = series
    self.others = others
    self.value = value
  }

  func figures(
    _ family: Figure.Family, _ only: Globs, order: Int,
    onFigure: (Figure) -> Void
  ) throws -> [Figure] {
    asked.append("\(family.rawValue) \(only.text) \(order)")
    guard family == .wall else { return [] }
    return try series.filter(only.matches).map { name in
      let figure = Figure(
        name,
        try InterleavedTimes(
          work: ([value(name, order)] + others).map { $0 / 100 },
          references: ([1] + others).map { _ in 0.01 }))
      onFigure(figure)
      return figure
    }
  }
}

extension History {
  /// Nights of made-up series, as the file of a history.
  static func write(
    _ nights: [[String: Double]], to url: URL, machine: String = "box"
  ) throws {
    let rows = nights.enumerated().flatMap { night, values in
      values.sorted { $0.key < $1.key }.map { series, value in
        HistoryRow(
          run: String(format: "n-%03d", night),
          date: String(
            format: "2026-%02d-%02dT03:00:00Z", 1 + night / 28,
            1 + night % 28),
          commit: "c\(night)", machine: machine, series: series,
          family: .wall, unit: ReferenceKernel.unit, value: value,
          repetitions: 5, duration: 0.004)
      }
    }
    try History.append(rows, to: url)
  }
}

/// Twenty nights about 1, by a percent to and fro.
func quietNights(_ series: [String] = ["a"]) -> [[String: Double]] {
  (0..<20).map { night in
    Dictionary(
      uniqueKeysWithValues: series.map {
        ($0, 1 + 0.01 * [-1, 0.4, 0.8, -0.5, 0.3][night % 5])
      })
  }
}
