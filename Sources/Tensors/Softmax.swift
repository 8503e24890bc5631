import CKernels

extension Tensor {
  /// The softmax of each row.
  ///
  /// - Parameter mask: 0 or 1 by element, of the same shape or repeated over
  ///   the leading extents: elements under a 0 weigh nothing. A row that is
  ///   masked altogether is zero.
  /// - Throws: ``TensorError/shapes(operation:_:_:)``.
  public func softmax(mask: Tensor? = nil) throws -> Tensor {
    if let mask, !shape.repeats(mask.shape) {
      throw TensorError.shapes(operation: "softmax", shape, mask.shape)
    }
    let (rows, columns) = (shape.rows, shape.columns)
    // The result lives as long as the step that carries its gradient back.
    var weights: UnsafePointer<Float>?
    return try Self.result(
      shape, Work(.elementwise, macs: 3 * shape.count), at: place, input,
      mask?.input ?? .absent
    ) { y in
      weights = UnsafePointer(y)
      y.update(from: pointer, count: shape.count)
      for row in 0..<rows {
        let line = y + row * columns
        if let mask {
          let at = row * columns % mask.shape.count
          ck_softmax_masked(line, mask.pointer + at, columns)
        } else {
          ck_softmax(line, 1, columns, columns)
        }
      }
    } backward: { dy in
      guard let dx = gradient, let weights else { return }
      for row in 0..<rows {
        let at = row * columns
        ck_softmax_back(weights + at, dy + at, dx + at, columns)
      }
    }
  }
}
