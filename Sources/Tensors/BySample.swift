import CKernels

// Operations with one row for all rows of a sample, without gradients: for
// what devices have of what was sent.

extension Tensor {
  /// The values where `mask` is not zero, elsewhere those of `other`.
  ///
  /// - Parameters:
  ///   - mask: one row for all rows (`1 x columns`), or one for each sample
  ///     (`samples x columns`).
  ///   - other: of the same shape; zeros if there is none.
  /// - Throws: ``TensorError/shapes(operation:_:_:)``,
  ///   ``TensorError/gradient(operation:)`` on a tape.
  public func choosing(_ mask: Tensor, else other: Tensor? = nil) throws
    -> Tensor
  {
    let each = try rowsOfEach(mask, "choosing")
    if let other {
      guard other.shape == shape else {
        throw TensorError.shapes(operation: "choosing", shape, other.shape)
      }
      try other.refuseGradient("choosing")
    }
    guard mask.hasValues, other?.hasValues != false else {
      return Tensor(shape, at: place, handle: handle)
    }
    let columns = shape.columns
    return try withoutGradient("choosing") { from, to in
      for row in 0..<shape.rows {
        let at = row * columns
        ck_choose(
          mask.pointer + row / each * columns, from + at,
          other.map { $0.pointer + at }, to + at, columns)
      }
    }
  }

  /// The values plus one row a sample, of the shapes of a mask.
  ///
  /// - Throws: as ``choosing(_:else:)``.
  public func adding(bySample rows: Tensor) throws -> Tensor {
    let each = try rowsOfEach(rows, "adding")
    guard rows.hasValues else {
      return Tensor(shape, at: place, handle: handle)
    }
    let columns = shape.columns
    return try withoutGradient("adding") { from, to in
      for row in 0..<shape.rows {
        let at = row * columns
        ck_sum(
          from + at, rows.pointer + row / each * columns, to + at, columns)
      }
    }
  }

  /// How many rows share one of `part`.
  private func rowsOfEach(_ part: Tensor, _ operation: StaticString) throws
    -> Int
  {
    let samples = shape.rank == 3 ? shape[0] : 1
    guard part.shape.columns == shape.columns,
      [1, samples].contains(part.shape.rows)
    else {
      throw TensorError.shapes(operation: "\(operation)", shape, part.shape)
    }
    try part.refuseGradient(operation)
    return max(1, shape.rows / part.shape.rows)
  }
}
