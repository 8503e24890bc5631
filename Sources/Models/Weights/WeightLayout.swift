import Tensors

/// How a tool lays out a weight that is outputs x inputs to us.
enum WeightLayout: Sendable {
  /// As we do.
  case same
  /// Inputs x outputs.
  case transposed
  /// A convolution's kernel: outputs, then the extents of the inputs. Written
  /// as the matrix that it is used as, for the weights do not tell more.
  case kernel
  /// Of each head first the elements with even numbers, then the odd ones.
  case halves

  /// The extents in a file of a weight that is `shape` to us.
  func extents(_ shape: Shape) -> [Int] {
    let extents = (0..<shape.rank).map { shape[$0] }
    return self == .transposed ? extents.reversed() : extents
  }

  /// Whether a tensor of a file may be a weight that is `shape` to us;
  /// extents of 1 before the others say nothing.
  func fits(_ entry: Safetensors.Entry, _ shape: Shape) -> Bool {
    if self == .kernel { return entry.shape == shape }
    return entry.extents.drop { $0 == 1 }
      .elementsEqual(extents(shape).drop { $0 == 1 })
  }

  /// A file's values as a weight of `shape`; see ``theirs(_:headSize:)`` for
  /// the way back.
  func own(_ values: [Float], _ shape: Shape, headSize: Int) -> [Float] {
    let (rows, columns) = (shape.rows, shape.columns)
    switch self {
    case .same, .kernel: return values
    case .transposed:
      return transpose(values, rows: columns, columns: rows)
    case .halves:
      return (0..<rows).flatMap { row in
        let from = stored(row, headSize) * columns
        return values[from..<from + columns]
      }
    }
  }

  /// The values that a file holds for a weight of `shape`.
  func theirs(_ values: [Float], _ shape: Shape, headSize: Int) -> [Float] {
    let (rows, columns) = (shape.rows, shape.columns)
    switch self {
    case .same, .kernel: return values
    case .transposed:
      return transpose(values, rows: rows, columns: columns)
    case .halves:
      var turned = values
      for row in 0..<rows {
        let to = stored(row, headSize) * columns
        turned.replaceSubrange(
          to..<to + columns,
          with: values[row * columns..<(row + 1) * columns])
      }
      return turned
    }
  }

  /// The row of a file that holds our `row`: of a head the even rows stand
  /// before the odd ones.
  private func stored(_ row: Int, _ size: Int) -> Int {
    let element = row % size
    return row - element + element / 2 + (element % 2) * (size / 2)
  }

  private func transpose(_ values: [Float], rows: Int, columns: Int)
    -> [Float]
  {
    [Float](unsafeUninitializedCapacity: values.count) { to, count in
      for row in 0..<rows {
        for column in 0..<columns {
          to[column * rows + row] = values[row * columns + column]
        }
      }
      count = values.count
    }
  }
}
