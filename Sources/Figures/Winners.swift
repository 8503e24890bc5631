/// Who wins squares of a map, which its key names.
///
/// gnuplot finds the winner of each square; this says what there is to name, so
/// that the key has its room.
struct Winners: Equatable {
  /// The series that win somewhere, as positions in ``Selection/series``.
  let series: [Int]
  /// Whether a square has rows and nobody with a mean: `none fits`.
  let hasEmpty: Bool

  /// Means that differ by less than this share are equal: the same quantity
  /// computed in another order must not decide.
  static let tie = 1e-9

  init(_ points: Points, of selection: Selection) {
    let sign = selection.figure.goal == .least ? 1.0 : -1.0
    let places = selection.placeCount
    let panels = Dictionary(grouping: points.groups.indices) {
      points.groups[$0].panelIndex
    }
    var series: Set<Int> = []
    var hasEmpty = false
    for groups in panels.values {
      for place in 0..<places {
        let rivals = groups.compactMap { group in
          points.means[group * places + place].map { (group, sign * $0) }
        }
        guard let best = rivals.map(\.1).min() else {
          let tried = groups.contains { points.hasRow[$0 * places + place] }
          hasEmpty = hasEmpty || tried
          continue
        }
        let limit = best + Winners.tie * abs(best)
        if let winner = rivals.first(where: { $0.1 <= limit }) {
          series.insert(points.groups[winner.0].seriesIndex)
        }
      }
    }
    self.series = series.sorted()
    self.hasEmpty = hasEmpty
  }
}
