import CKernels
import COpenBLAS

extension Tensor {
  /// `self x weightᵀ + bias`, the linear layer.
  ///
  /// - Parameters:
  ///   - weight: `outputs x inputs`, as llama2.c and PyTorch store it.
  ///   - bias: one element an output, if any.
  ///   - kernel: what to report; by default matrix-vector or matrix-matrix.
  /// - Returns: `rows x outputs` for `rows x inputs`.
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` or
  ///   ``TensorError/places(operation:)``.
  /// - Complexity: O(rows x inputs x outputs).
  public func linear(
    _ weight: Tensor, bias: Tensor? = nil, as kernel: Kernel? = nil
  ) throws -> Tensor {
    guard weight.shape.rank == 2, shape.columns == weight.shape.columns else {
      throw TensorError.shapes(operation: "linear", shape, weight.shape)
    }
    let outputs = weight.shape[0]
    if let bias, bias.shape.count != outputs {
      throw TensorError.shapes(operation: "linear", weight.shape, bias.shape)
    }
    let place = try Self.commonPlace(
      Tensor(shape, at: Self.commonPlace(self, weight, operation: "linear")),
      bias ?? self, operation: "linear")
    let product = LinearProduct(
      x: self, weight: weight, bias: bias, rows: shape.rows,
      inputs: shape.columns, outputs: outputs)
    let work = Work(
      kernel ?? (shape.rows == 1 ? .matrixVector : .matrixMatrix),
      macs: product.rows * product.inputs * outputs, rows: product.rows)
    return try Self.result(
      shape.with(columns: outputs), work, at: place, input, weight.input,
      bias?.input ?? .absent, compute: product.forward,
      carryingBack: product.backward)
  }
}

/// One linear layer over raw memory.
private struct LinearProduct {
  let x: Tensor
  let weight: Tensor
  let bias: Tensor?
  let rows: Int
  let inputs: Int
  let outputs: Int

  func forward(_ y: UnsafeMutablePointer<Float>) throws {
    guard rows > 0, outputs > 0 else { return }
    if let bias {
      for row in 0..<rows {
        (y + row * outputs).update(from: bias.pointer, count: outputs)
      }
    } else if inputs == 0 {
      y.update(repeating: 0, count: rows * outputs)
    }
    guard inputs > 0 else { return }
    try OpenBLAS.load()
    let beta: Float = bias == nil ? 0 : 1
    if rows == 1 {
      copenblas_sgemv(
        Int32(outputs), Int32(inputs), 1, weight.pointer, Int32(inputs),
        x.pointer, beta, y)
    } else {
      Product(
        m: rows, n: outputs, k: inputs, transposeB: true, beta: beta)(
          x.pointer, inputs, weight.pointer, inputs, to: y, outputs)
    }
  }

  /// dx = dy W, dW = dyᵀ x, db = the sum of dy over rows.
  func backward(_ dy: UnsafePointer<Float>) {
    guard rows > 0, outputs > 0 else { return }
    if let db = bias?.gradient {
      ck_column_sums(dy, db, rows, outputs)
    }
    guard inputs > 0 else { return }
    if let dx = x.gradient {
      Product(m: rows, n: inputs, k: outputs, beta: 1)(
        dy, outputs, weight.pointer, inputs, to: dx, inputs)
    }
    if let dw = weight.gradient {
      Product(m: outputs, n: inputs, k: rows, transposeA: true, beta: 1)(
        dy, outputs, x.pointer, inputs, to: dw, inputs)
    }
  }
}
