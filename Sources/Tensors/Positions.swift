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
}
