import CKernels

extension Tensor {
  /// The sum by element.
  ///
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` or
  ///   ``TensorError/places(operation:)``.
  public static func + (a: Tensor, b: Tensor) throws -> Tensor {
    try combined(a, b, operation: "+") { y in
      ck_sum(a.pointer, b.pointer, y, a.shape.count)
    } backward: { dy in
      let count = a.shape.count
      if let da = a.gradient { ck_add(dy, da, count) }
      if let db = b.gradient { ck_add(dy, db, count) }
    }
  }

  /// The product by element.
  ///
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` or
  ///   ``TensorError/places(operation:)``.
  public static func * (a: Tensor, b: Tensor) throws -> Tensor {
    try combined(a, b, operation: "*") { y in
      ck_product(a.pointer, b.pointer, y, a.shape.count)
    } backward: { dy in
      let count = a.shape.count
      if let da = a.gradient { ck_add_product(dy, b.pointer, da, count) }
      if let db = b.gradient { ck_add_product(dy, a.pointer, db, count) }
    }
  }

  /// `factor * self + term`.
  ///
  /// - Returns: a tensor of the same shape and place.
  /// - Throws: ``TensorError/notFinite(operation:isGradient:)`` on a tape that
  ///   checks.
  public func scaled(by factor: Float, plus term: Float = 0) throws -> Tensor {
    try Self.result(
      shape, Work(.elementwise, macs: shape.count), at: place, input
    ) { y in
      ck_scale(pointer, factor, term, y, shape.count)
    } backward: { dy in
      guard let dx = gradient else { return }
      ck_add_scaled(dy, factor, dx, shape.count)
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
      ck_add_rows(pointer, term.pointer, y, shape.count / size, size)
    } backward: { dy in
      if let dx = gradient { ck_add(dy, dx, shape.count) }
      if let db = term.gradient {
        ck_column_sums(dy, db, shape.count / size, size)
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
        ck_add(term.pointer, y, count)
      }
    } backward: { dy in
      for term in terms {
        guard let dx = term.gradient else { continue }
        ck_add(dy, dx, count)
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
