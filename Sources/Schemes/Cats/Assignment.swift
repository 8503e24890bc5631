/// The cheapest way to give each row a column of its own: the Hungarian
/// method with shortest augmenting paths (Jonker and Volgenant 1987).
///
/// - Parameter costs: `rows x columns`, square, finite.
/// - Returns: the column of each row; of equally cheap ways the one that is
///   found first, always the same.
/// - Complexity: O(n^3).
func cheapestAssignment(_ costs: [[Double]]) -> [Int] {
  let n = costs.count
  // Row 0 and column 0 stand for "none"; potentials keep reduced costs at or
  // above zero.
  var rowPotential = [Double](repeating: 0, count: n + 1)
  var columnPotential = rowPotential
  var rowOf = [Int](repeating: 0, count: n + 1)
  for row in 0..<n {
    var previous = [Int](repeating: 0, count: n + 1)
    var distance = [Double](repeating: .infinity, count: n + 1)
    var isDone = [Bool](repeating: false, count: n + 1)
    rowOf[0] = row + 1
    var column = 0
    repeat {
      isDone[column] = true
      let from = rowOf[column]
      var next = 0
      var step = Double.infinity
      for other in 1...max(1, n) where !isDone[other] {
        let reduced =
          costs[from - 1][other - 1] - rowPotential[from]
          - columnPotential[other]
        if reduced < distance[other] {
          distance[other] = reduced
          previous[other] = column
        }
        if distance[other] < step {
          step = distance[other]
          next = other
        }
      }
      for other in 0...n {
        if isDone[other] {
          rowPotential[rowOf[other]] += step
          columnPotential[other] -= step
        } else {
          distance[other] -= step
        }
      }
      column = next
    } while rowOf[column] != 0
    // The path is turned around: each of its rows takes the next column.
    while column != 0 {
      rowOf[column] = rowOf[previous[column]]
      column = previous[column]
    }
  }
  var columnOf = [Int](repeating: 0, count: n)
  for column in 1..<max(1, n + 1) where rowOf[column] > 0 {
    columnOf[rowOf[column] - 1] = column - 1
  }
  return columnOf
}
