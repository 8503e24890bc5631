extension Tensor {
  /// The sum by element.
  ///
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` or
  ///   ``TensorError/places(operation:)``.
  public static func + (a: Tensor, b: Tensor) throws -> Tensor {
    try combined(a, b, operation: "+") { y in
      let (x, z) = (a.pointer, b.pointer)
      for i in 0..<a.shape.count { y[i] = x[i] + z[i] }
    } backward: { dy in
      let count = a.shape.count
      if let da = a.gradient { for i in 0..<count { da[i] += dy[i] } }
      if let db = b.gradient { for i in 0..<count { db[i] += dy[i] } }
    }
  }

  /// The product by element.
  ///
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` or
  ///   ``TensorError/places(operation:)``.
  public static func * (a: Tensor, b: Tensor) throws -> Tensor {
    try combined(a, b, operation: "*") { y in
      let (x, z) = (a.pointer, b.pointer)
      for i in 0..<a.shape.count { y[i] = x[i] * z[i] }
    } backward: { dy in
      let count = a.shape.count
      let (x, z) = (a.pointer, b.pointer)
      if let da = a.gradient { for i in 0..<count { da[i] += dy[i] * z[i] } }
      if let db = b.gradient { for i in 0..<count { db[i] += dy[i] * x[i] } }
    }
  }

  /// `factor * self + offset`.
  public func scaled(by factor: Float, plus term: Float = 0) throws -> Tensor {
    try Self.result(
      shape, Work(.elementwise, macs: shape.count), at: place, input
    ) { y in
      let x = pointer
      for i in 0..<shape.count { y[i] = factor * x[i] + term }
    } backward: { dy in
      guard let dx = gradient else { return }
      for i in 0..<shape.count { dx[i] += factor * dy[i] }
    }
  }

  /// A vector added to every row, such as a bias; or a matrix to every matrix
  /// of a batch, such as positions.
  ///
  /// - Parameter term: as many elements as the innermost extents hold.
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` or
  ///   ``TensorError/places(operation:)``.
  public func adding(repeated term: Tensor) throws -> Tensor {
    let size = term.shape.count
    guard shape.repeats(term.shape) else {
      throw TensorError.shapes(operation: "adding", shape, term.shape)
    }
    let place = try Self.commonPlace(self, term, operation: "adding")
    return try Self.result(
      shape, Work(.elementwise, macs: shape.count), at: place, input,
      term.input
    ) { y in
      let (x, b) = (pointer, term.pointer)
      for at in stride(from: 0, to: shape.count, by: size) {
        for i in 0..<size { y[at + i] = x[at + i] + b[i] }
      }
    } backward: { dy in
      if let dx = gradient {
        for i in 0..<shape.count { dx[i] += dy[i] }
      }
      if let db = term.gradient {
        for at in stride(from: 0, to: shape.count, by: size) {
          for i in 0..<size { db[i] += dy[at + i] }
        }
      }
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
    } backward: { dy in
      for term in terms {
        guard let dx = term.gradient else { continue }
        for i in 0..<count { dx[i] += dy[i] }
      }
    }
  }

  static func combined(
    _ a: Tensor, _ b: Tensor, operation: StaticString,
    _ compute: (UnsafeMutablePointer<Float>) -> Void,
    backward: @escaping (UnsafePointer<Float>) -> Void
  ) throws -> Tensor {
    guard a.shape == b.shape else {
      throw TensorError.shapes(operation: "\(operation)", a.shape, b.shape)
    }
    let place = try commonPlace(a, b, operation: operation)
    return try result(
      a.shape, Work(.elementwise, macs: a.shape.count), at: place, a.input,
      b.input, operation: operation, compute: compute, backward: backward)
  }
}
