import CKernels

extension Tensor {
  /// The mean of the rows of each segment, in a matrix or in every matrix of
  /// a batch: what PRISM sends in place of the rows (arXiv:2507.12145).
  ///
  /// - Parameter segments: runs of rows, none of them empty.
  /// - Returns: one row a segment, in their order.
  /// - Throws: ``TensorError/range(operation:_:limit:)`` for a segment that is
  ///   empty or reaches outside.
  public func segmentMeans(_ segments: [Range<Int>]) throws -> Tensor {
    let batch = shape.rank == 3 ? shape[0] : 1
    let rows = shape.rank == 3 ? shape[1] : shape.rows
    let columns = shape.columns
    for segment in segments
    where segment.isEmpty || segment.lowerBound < 0 || segment.upperBound > rows
    {
      throw TensorError.range(
        operation: "segmentMeans", segment, limit: rows)
    }
    let read = batch * columns * segments.reduce(0) { $0 + $1.count }
    let result =
      shape.rank == 3
      ? Shape(batch, segments.count, columns) : Shape(segments.count, columns)
    // Row by row: where it lies, where its mean lies, and its share in that.
    func forEach(_ body: (_ row: Int, _ mean: Int, _ share: Float) -> Void) {
      for sample in 0..<batch {
        for (index, segment) in segments.enumerated() {
          let mean = sample * segments.count + index
          for row in segment {
            body(
              (sample * rows + row) * columns, mean * columns,
              1 / Float(segment.count))
          }
        }
      }
    }
    return try Self.result(
      result, Work(.elementwise, macs: read), at: place, input(reading: read)
    ) { y in
      y.update(repeating: 0, count: result.count)
      forEach { row, mean, share in
        ck_add_scaled(pointer + row, share, y + mean, columns)
      }
    } backward: { dy in
      guard let dx = gradient else { return }
      forEach { row, mean, share in
        ck_add_scaled(dy + mean, share, dx + row, columns)
      }
    }
  }
}
