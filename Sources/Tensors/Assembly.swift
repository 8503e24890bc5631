import CKernels

extension Tensor {
  /// Rows `indices` of this table, as one operation.
  ///
  /// - Parameters:
  ///   - indices: one a row of the result; `nil` for a shape alone.
  ///   - count: how many rows the result has.
  ///   - awaiting: a tensor that must be there first, such as the message
  ///     that brought the indices.
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` if the counts differ,
  ///   ``TensorError/index(operation:_:limit:)``,
  ///   ``TensorError/places(operation:)``.
  public func lookup(
    _ indices: [Int]?, count: Int, awaiting: Tensor? = nil
  ) throws -> Tensor {
    let columns = shape.columns
    if let indices {
      guard indices.count == count else {
        throw TensorError.shapes(
          operation: "lookup", Shape(indices.count), Shape(count))
      }
      for index in indices where index < 0 || index >= shape.rows {
        throw TensorError.index(
          operation: "lookup", index, limit: shape.rows)
      }
    }
    let given = indices != nil
    let place = try Self.commonPlace(
      self, awaiting ?? self, operation: "lookup")
    return try Self.result(
      Shape(count, columns), Work(.lookup, macs: count * columns), at: place,
      given
        ? input(reading: count * columns)
        : Tensor(shape, at: self.place, handle: handle)
          .input(reading: count * columns),
      awaiting?.awaited ?? .absent
    ) { y in
      for (row, index) in (indices ?? []).enumerated() {
        (y + row * columns).update(
          from: pointer + index * columns, count: columns)
      }
    } backward: { dy in
      guard let dx = gradient else { return }
      for (row, index) in (indices ?? []).enumerated() {
        let (from, to) = (dy + row * columns, dx + index * columns)
        ck_add(from, to, columns)
      }
    }
  }

  /// Tensors put one after another in memory, as a tensor of `shape`.
  ///
  /// With rows it is a concatenation of rows; with vectors it undoes
  /// ``elements(_:)``. One operation.
  ///
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` if the counts differ,
  ///   ``TensorError/places(operation:)``.
  public static func assembled(_ parts: [Tensor], as shape: Shape) throws
    -> Tensor
  {
    let count = parts.reduce(0) { $0 + $1.shape.count }
    guard count == shape.count else {
      throw TensorError.shapes(operation: "assembled", shape, Shape(count))
    }
    return try gathered(
      parts, as: shape, operation: "assembled", Work(.copy, macs: count)
    ) { y in
      var at = y
      for part in parts {
        at.update(from: part.pointer, count: part.shape.count)
        at += part.shape.count
      }
    } backward: { dy in
      var at = dy
      for part in parts {
        if let dx = part.gradient {
          ck_add(at, dx, part.shape.count)
        }
        at += part.shape.count
      }
    }
  }

  /// Matrices of equally many rows put side by side.
  ///
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` (also for no part),
  ///   ``TensorError/places(operation:)``.
  public static func beside(_ parts: [Tensor]) throws -> Tensor {
    guard let first = parts.first else {
      throw TensorError.shapes(operation: "beside", Shape(0), Shape(0))
    }
    for part in parts
    where part.shape.with(columns: 0)
      != first.shape.with(columns: 0)
    {
      throw TensorError.shapes(operation: "beside", first.shape, part.shape)
    }
    let rows = first.shape.rows
    let columns = parts.reduce(0) { $0 + $1.shape.columns }
    return try gathered(
      parts, as: first.shape.with(columns: columns), operation: "beside",
      Work(.copy, macs: rows * columns)
    ) { y in
      var at = 0
      for part in parts {
        let width = part.shape.columns
        for row in 0..<rows {
          (y + row * columns + at).update(
            from: part.pointer + row * width, count: width)
        }
        at += width
      }
    } backward: { dy in
      var at = 0
      for part in parts {
        let width = part.shape.columns
        if let dx = part.gradient {
          for row in 0..<rows {
            let (from, to) = (dy + row * columns + at, dx + row * width)
            ck_add(from, to, width)
          }
        }
        at += width
      }
    }
  }

  /// Columns `range` of a matrix, copied so that rows are contiguous.
  ///
  /// - Throws: ``TensorError/range(operation:_:limit:)``.
  public func columns(_ range: Range<Int>) throws -> Tensor {
    guard range.lowerBound >= 0, range.upperBound <= shape.columns else {
      throw TensorError.range(
        operation: "columns", range, limit: shape.columns)
    }
    let width = range.count
    return try Self.result(
      shape.with(columns: width), Work(.copy, macs: shape.rows * width),
      at: place, input(reading: shape.rows * width)
    ) { y in
      for row in 0..<shape.rows {
        (y + row * width).update(
          from: pointer + row * shape.columns + range.lowerBound, count: width)
      }
    } backward: { dy in
      guard let dx = gradient else { return }
      for row in 0..<shape.rows {
        let to = dx + row * shape.columns + range.lowerBound
        ck_add(dy + row * width, to, width)
      }
    }
  }

  /// The values with those outside of `kept` set to zero: what a receiver has
  /// of a message that lost parts. Not reported; the message is.
  ///
  /// - Parameter kept: ranges of elements that do not overlap.
  public func keeping(_ kept: [Range<Int>]) -> Tensor {
    guard let storage else { return self }
    let made = Storage(count: shape.count)
    made.base.update(repeating: 0, count: shape.count)
    for range in kept {
      (made.base + range.lowerBound).update(
        from: storage.base + offset + range.lowerBound, count: range.count)
    }
    if let tape = storage.tape {
      made.carryBack(on: tape) { dy in
        guard let dx = self.gradient else { return }
        for range in kept {
          ck_add(dy + range.lowerBound, dx + range.lowerBound, range.count)
        }
      }
    }
    return Tensor(shape, made, at: place, handle: handle)
  }
}
