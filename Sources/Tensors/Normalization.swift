import CKernels

extension Tensor {
  /// Each row divided by its root mean square, times `gain` by column.
  ///
  /// `y = x / sqrt(mean(x²) + epsilon) * gain` (Zhang and Sennrich,
  /// arXiv:1910.07467, section 4).
  ///
  /// - Parameters:
  ///   - gain: one factor a column.
  ///   - epsilon: keeps rows of zeros finite.
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` or
  ///   ``TensorError/places(operation:)``.
  /// - Complexity: O(elements).
  public func rmsNorm(_ gain: Tensor, epsilon: Float) throws -> Tensor {
    guard gain.shape.count == shape.columns else {
      throw TensorError.shapes(operation: "rmsNorm", shape, gain.shape)
    }
    let place = try Self.commonPlace(self, gain, operation: "rmsNorm")
    let (rows, columns) = (shape.rows, shape.columns)
    return try Self.result(
      shape, Work(.normalization, macs: 2 * shape.count), at: place, input,
      gain.input
    ) { y in
      ck_rms_norm(pointer, gain.pointer, epsilon, y, rows, columns)
    } backward: { dy in
      ck_rms_norm_back(
        pointer, gain.pointer, epsilon, dy, gradient, gain.gradient, rows,
        columns)
    }
  }
}
