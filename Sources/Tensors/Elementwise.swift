import Foundation

extension Tensor {
  /// The sum by element.
  ///
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` or
  ///   ``TensorError/places(operation:)``.
  public static func + (a: Tensor, b: Tensor) throws -> Tensor {
    try combined(a, b, operation: "+") { a, b, y, count in
      for i in 0..<count { y[i] = a[i] + b[i] }
    }
  }

  /// `silu(self) * up`, the gate of SwiGLU; silu(x) = x / (1 + exp(-x)).
  ///
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` or
  ///   ``TensorError/places(operation:)``.
  public func siluGate(_ up: Tensor) throws -> Tensor {
    try Self.combined(self, up, operation: "siluGate") { a, b, y, count in
      for i in 0..<count { y[i] = a[i] / (1 + expf(-a[i])) * b[i] }
    }
  }

  /// `max(0, x)` by element.
  public func relu() throws -> Tensor {
    try Self.result(
      shape, Work(.elementwise, macs: shape.count), at: place, input
    ) { y in
      let x = pointer
      for i in 0..<shape.count { y[i] = max(0, x[i]) }
    }
  }

  /// The sum of tensors of one shape, first to last, as one operation.
  ///
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` (also for no tensor) or
  ///   ``TensorError/places(operation:)``.
  public static func sum(_ terms: [Tensor]) throws -> Tensor {
    guard let first = terms.first else {
      throw TensorError.shapes(operation: "sum", Shape(0), Shape(0))
    }
    let count = first.shape.count
    for term in terms where term.shape != first.shape {
      throw TensorError.shapes(operation: "sum", first.shape, term.shape)
    }
    return try gathered(
      terms, as: first.shape, operation: "sum",
      Work(.reduction, macs: (terms.count - 1) * count)
    ) { y in
      y.update(from: first.pointer, count: count)
      for term in terms.dropFirst() {
        let x = term.pointer
        for i in 0..<count { y[i] += x[i] }
      }
    }
  }

  private static func combined(
    _ a: Tensor, _ b: Tensor, operation: StaticString,
    _ compute: (
      UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>,
      Int
    ) -> Void
  ) throws -> Tensor {
    guard a.shape == b.shape else {
      throw TensorError.shapes(operation: "\(operation)", a.shape, b.shape)
    }
    let place = try commonPlace(a, b, operation: operation)
    return try result(
      a.shape, Work(.elementwise, macs: a.shape.count), at: place, a.input,
      b.input
    ) { compute(a.pointer, b.pointer, $0, a.shape.count) }
  }
}
