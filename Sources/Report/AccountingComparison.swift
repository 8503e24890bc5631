import Foundation
import Tables

/// What the two accountings of an experiment come to beside each other.
struct AccountingComparison {
  /// A metric under both accountings.
  struct Ratio: Equatable {
    var metric: String
    /// Physical by paper: the least, the median and the greatest over all
    /// points that were computed under both.
    var least: Double
    var median: Double
    var greatest: Double

    var isOne: Bool { least == 1 && greatest == 1 }
  }

  /// The points that were computed under both.
  let points: Int
  /// The metrics that are numbers under both, in the order of the columns.
  let ratios: [Ratio]

  /// Compares the rows of `table`; `nil` unless some points have both.
  init?(_ table: Table, metrics: [String]) {
    guard let accounting = try? table.index(of: "accounting") else {
      return nil
    }
    let measured = metrics.compactMap { metric in
      (try? table.index(of: metric)).map { (metric, $0) }
    }
    let kept = table.columns.indices.filter { column in
      column != accounting && !measured.contains { $0.1 == column }
    }
    var pairs: [[String]: [String: [String]]] = [:]
    for row in table.rows {
      pairs[kept.map { row[$0] }, default: [:]][row[accounting]] = row
    }
    let both = pairs.values.compactMap { pair in
      pair["paper"].flatMap { paper in pair["physical"].map { (paper, $0) } }
    }
    guard !both.isEmpty else { return nil }
    points = both.count
    ratios = measured.compactMap { metric, column in
      let found = both.compactMap { paper, physical -> Double? in
        guard let a = Table.number(in: paper[column]),
          let b = Table.number(in: physical[column]), a.isFinite, b.isFinite
        else { return nil }
        return a == b ? 1 : a == 0 ? nil : b / a
      }.sorted()
      guard let first = found.first, let last = found.last else { return nil }
      let middle = (found[(found.count - 1) / 2] + found[found.count / 2]) / 2
      return Ratio(
        metric: metric, least: first, median: middle, greatest: last)
    }
  }
}
