/// Finds codebooks by k-means (Lloyd 1982).
public enum Codebook {
  /// A codebook for rows like those of `vectors`, group by group of columns.
  ///
  /// - Parameters:
  ///   - vectors: at least one row, with values.
  ///   - groups: parts of a row that are coded apart.
  ///   - entries: entries of each group; with fewer distinct rows some are
  ///     equal.
  ///   - rounds: how often rows are assigned and entries moved to their means.
  ///   - random: chooses the first entries among the rows, and new ones for
  ///     those that no row is nearest to.
  /// - Returns: `groups * entries x columns / groups`.
  /// - Throws: ``TensorError/shapes(operation:_:_:)``,
  ///   ``TensorError/noValues(operation:)``.
  /// - Complexity: O(rounds * elements * entries).
  public static func fitted(
    to vectors: Tensor, groups: Int, entries: Int, rounds: Int = 10,
    random: inout RandomStream
  ) throws -> Tensor {
    let (rows, columns) = (vectors.shape.rows, vectors.shape.columns)
    guard rows > 0, groups > 0, entries > 0, columns % groups == 0 else {
      throw TensorError.shapes(
        operation: "codebook", vectors.shape, Shape(groups, entries))
    }
    let width = columns / groups
    let values = try vectors.values()
    let vectors = try Tensor(Shape(rows, columns), values)
    let first = chosen(entries, of: rows, &random)
    var book: [Float] = []
    book.reserveCapacity(entries * columns)
    for group in 0..<groups {
      for row in first {
        let at = row * columns + group * width
        book += values[at..<at + width]
      }
    }
    for _ in 0..<rounds {
      let tensor = try Tensor(Shape(groups * entries, width), book)
      let numbers = vectors.nearest(tensor, groups)
      move(&book, to: values, numbers, (rows, groups, entries, width), &random)
    }
    return try Tensor(Shape(groups * entries, width), book)
  }

  /// `count` rows, different ones while there are any.
  private static func chosen(
    _ count: Int, of rows: Int, _ random: inout RandomStream
  ) -> [Int] {
    var order = Array(0..<rows)
    order.shuffle(using: &random)
    return (0..<count).map { order[$0 % rows] }
  }

  /// Moves each entry to the mean of its rows, or to a row if it has none.
  private static func move(
    _ book: inout [Float], to values: [Float], _ numbers: [Int],
    _ size: (rows: Int, groups: Int, entries: Int, width: Int),
    _ random: inout RandomStream
  ) {
    let (rows, groups, entries, width) = size
    var sums = [Double](repeating: 0, count: book.count)
    var counts = [Int](repeating: 0, count: groups * entries)
    for at in 0..<rows * groups {
      let entry = at % groups * entries + numbers[at]
      counts[entry] += 1
      for i in 0..<width {
        sums[entry * width + i] += Double(values[at * width + i])
      }
    }
    for entry in counts.indices {
      if counts[entry] > 0 {
        for i in 0..<width {
          let at = entry * width + i
          book[at] = Float(sums[at] / Double(counts[entry]))
        }
      } else {
        let row = Int.random(in: 0..<rows, using: &random)
        let at = (row * groups + entry / entries) * width
        for i in 0..<width { book[entry * width + i] = values[at + i] }
      }
    }
  }
}
