import COpenBLAS

extension Tensor {
  /// `self x weightᵀ`, the linear layer without bias.
  ///
  /// - Parameters:
  ///   - weight: `outputs x inputs`, as llama2.c and PyTorch store it.
  ///   - kernel: what to report; by default matrix-vector or matrix-matrix.
  /// - Returns: `rows x outputs` for `rows x inputs`.
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` or
  ///   ``TensorError/places(operation:)``.
  public func linear(_ weight: Tensor, as kernel: Kernel? = nil) throws
    -> Tensor
  {
    guard weight.shape.rank == 2, shape.columns == weight.shape.columns else {
      throw TensorError.shapes(operation: "linear", shape, weight.shape)
    }
    let place = try Self.commonPlace(self, weight, operation: "linear")
    let rows = shape.rows
    let inputs = shape.columns
    let outputs = weight.shape[0]
    let work = Work(
      kernel ?? (rows == 1 ? .matrixVector : .matrixMatrix),
      macs: rows * inputs * outputs)
    return try Self.result(
      shape.with(columns: outputs), work, at: place, input, weight.input
    ) { y in
      guard rows > 0, outputs > 0 else { return }
      guard inputs > 0 else {
        return y.update(repeating: 0, count: rows * outputs)
      }
      try OpenBLAS.load()
      if rows == 1 {
        copenblas_sgemv(
          Int32(outputs), Int32(inputs), 1, weight.pointer, Int32(inputs),
          pointer, 0, y)
      } else {
        copenblas_sgemm(
          0, 1, Int32(rows), Int32(outputs), Int32(inputs), 1, pointer,
          Int32(inputs), weight.pointer, Int32(inputs), 0, y, Int32(outputs))
      }
    }
  }
}
