import CKernels

extension Tensor {
  /// Every row times `gain` plus `shift`, column by column: a norm without
  /// statistics (`no_norm` of MobileBERT, Sun et al., arXiv:2004.02984,
  /// section 3.3).
  ///
  /// - Parameters:
  ///   - gain: one factor a column.
  ///   - shift: one term a column.
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` or
  ///   ``TensorError/places(operation:)``.
  public func scaled(by gain: Tensor, plus shift: Tensor) throws -> Tensor {
    let columns = shape.columns
    guard gain.shape == Shape(columns), shift.shape == gain.shape else {
      throw TensorError.shapes(
        operation: "scaled", shape,
        gain.shape == Shape(columns) ? shift.shape : gain.shape)
    }
    let place = try Self.commonPlace(
      Tensor(shape, at: Self.commonPlace(self, gain, operation: "scaled")),
      shift, operation: "scaled")
    let rows = shape.rows
    return try Self.result(
      shape, Work(.elementwise, macs: shape.count), at: place, input,
      gain.input, shift.input
    ) { y in
      for row in 0..<rows {
        ck_product(
          pointer + row * columns, gain.pointer, y + row * columns, columns)
      }
      ck_add_rows(y, shift.pointer, y, rows, columns)
    } backward: { dy in
      for row in 0..<rows {
        let at = row * columns
        if let dx = gradient {
          ck_add_product(dy + at, gain.pointer, dx + at, columns)
        }
        if let dg = gain.gradient {
          ck_add_product(dy + at, pointer + at, dg, columns)
        }
      }
      if let ds = shift.gradient { ck_column_sums(dy, ds, rows, columns) }
    }
  }
}
