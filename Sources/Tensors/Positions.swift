import CKernels

extension Tensor {
  /// Rows `range` of a matrix, or of every matrix of a batch.
  ///
  /// Nothing moves for one matrix, or where the range is all rows.
  ///
  /// - Throws: ``TensorError/range(operation:_:limit:)``.
  public func positions(_ range: Range<Int>) throws -> Tensor {
    guard shape.rank == 3, range != 0..<shape[1] else {
      return shape.rank == 3 ? self : try rows(range)
    }
    let (batch, count, width) = (shape[0], shape[1], shape[2])
    guard range.lowerBound >= 0, range.upperBound <= count else {
      throw TensorError.range(operation: "positions", range, limit: count)
    }
    let size = range.count * width
    return try Self.result(
      Shape(batch, range.count, width), Work(.copy, macs: batch * size),
      at: place, input(reading: batch * size)
    ) { y in
      for sample in 0..<batch {
        (y + sample * size).update(
          from: pointer + (sample * count + range.lowerBound) * width,
          count: size)
      }
    } backward: { dy in
      guard let dx = gradient else { return }
      for sample in 0..<batch {
        let to = dx + (sample * count + range.lowerBound) * width
        for i in 0..<size { to[i] += dy[sample * size + i] }
      }
    }
  }

  /// Positions put behind one another: the rows of matrices, or of every
  /// sample of batches. One operation; but where all but one are empty,
  /// nothing moves.
  ///
  /// - Parameter parts: matrices, or batches of as many samples, all as wide.
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` (also for no part),
  ///   ``TensorError/places(operation:)``.
  public static func joined(_ parts: [Tensor]) throws -> Tensor {
    guard let first = parts.first else {
      throw TensorError.shapes(operation: "joined", Shape(0), Shape(0))
    }
    let (rank, batch, width) = (
      first.shape.rank, first.shape[0], first.shape.columns
    )
    for part in parts
    where part.shape.rank != rank || part.shape.columns != width
      || (rank == 3 && part.shape[0] != batch)
    {
      throw TensorError.shapes(operation: "joined", first.shape, part.shape)
    }
    let parts = parts.filter { $0.shape.count > 0 }
    if parts.count < 2 { return parts.first ?? first }
    let rows = parts.reduce(0) { $0 + $1.shape.rows }
    guard rank == 3 else {
      return try assembled(parts, as: Shape(rows, width))
    }
    // Runs of elements: where they begin in their part, and in the whole.
    func forEach(_ body: (Tensor, Int, Int, _ size: Int) -> Void) {
      var at = 0
      for sample in 0..<batch {
        for part in parts {
          let size = part.shape[1] * width
          body(part, sample * size, at, size)
          at += size
        }
      }
    }
    return try gathered(
      parts, as: Shape(batch, rows / batch, width),
      operation: "joined", Work(.copy, macs: rows * width)
    ) { y in
      forEach { part, from, to, size in
        (y + to).update(from: part.pointer + from, count: size)
      }
    } backward: { dy in
      forEach { part, to, from, size in
        if let dx = part.gradient { ck_add(dy + from, dx + to, size) }
      }
    }
  }
}
