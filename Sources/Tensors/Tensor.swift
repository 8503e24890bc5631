/// fp32 values of some shape at some place, or the shape alone.
///
/// Tensors are immutable; operations make new ones. A tensor without values
/// goes through the same operations, which then cost microseconds and still
/// report to the place, so that a model of any size can be costed.
///
///     let x = Tensor(Shape(2, 3), [1, 2, 3, 4, 5, 6])
///     let y = try x.linear(w).rmsNorm(g, epsilon: 1e-5)
public struct Tensor {
  /// The extents.
  public let shape: Shape
  /// The device that holds it, if any.
  public let place: (any Place)?
  /// Its name in the place's record.
  public let handle: Handle
  let storage: Storage?
  let offset: Int

  /// A tensor of `shape` without values.
  public init(
    _ shape: Shape, at place: (any Place)? = nil, handle: Handle = .none
  ) {
    self.init(shape, nil, offset: 0, at: place, handle: handle)
  }

  /// A tensor with values in row-major order.
  ///
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` if the counts differ.
  public init(_ shape: Shape, _ values: [Float]) throws {
    guard values.count == shape.count else {
      throw TensorError.shapes(
        operation: "tensor from values", shape, Shape(values.count))
    }
    let storage = Storage(count: shape.count)
    values.withUnsafeBufferPointer {
      if let base = $0.baseAddress {
        storage.base.update(from: base, count: $0.count)
      }
    }
    self.init(shape, storage, offset: 0, at: nil, handle: .none)
  }

  init(
    _ shape: Shape, _ storage: Storage?, offset: Int = 0,
    at place: (any Place)?, handle: Handle
  ) {
    self.shape = shape
    self.storage = storage
    self.offset = offset
    self.place = place
    self.handle = handle
  }

  /// A new tensor whose values `fill` writes.
  public init(
    _ shape: Shape, filling fill: (UnsafeMutablePointer<Float>) -> Void
  ) {
    let storage = Storage(count: shape.count)
    fill(storage.base)
    self.init(shape, storage, offset: 0, at: nil, handle: .none)
  }

  /// Whether it carries values.
  public var hasValues: Bool { storage != nil }

  /// A copy of the values in row-major order.
  ///
  /// - Throws: ``TensorError/noValues(operation:)`` for a shape alone.
  public func values() throws -> [Float] {
    try withValues(of: "values") {
      Array(UnsafeBufferPointer(start: $0, count: shape.count))
    }
  }

  /// Calls `body` with the values, valid only inside.
  ///
  /// - Throws: ``TensorError/noValues(operation:)`` for a shape alone.
  public func withValues<R>(
    of operation: String, _ body: (UnsafePointer<Float>) throws -> R
  ) throws -> R {
    guard let storage else { throw TensorError.noValues(operation: operation) }
    return try withExtendedLifetime(storage) {
      try body(UnsafePointer(storage.base + offset))
    }
  }

  /// The same values, held by `place` under `handle`.
  public func placed(at place: (any Place)?, handle: Handle) -> Tensor {
    Tensor(shape, storage, offset: offset, at: place, handle: handle)
  }

  /// The same values in another shape; nothing moves.
  ///
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` if the counts differ.
  public func reshaped(_ shape: Shape) throws -> Tensor {
    guard shape.count == self.shape.count else {
      throw TensorError.shapes(operation: "reshape", self.shape, shape)
    }
    return Tensor(shape, storage, offset: offset, at: place, handle: handle)
  }

  /// Elements `range` of the flattened tensor, as a vector; nothing moves.
  ///
  /// - Throws: ``TensorError/range(operation:_:limit:)``.
  public func elements(_ range: Range<Int>) throws -> Tensor {
    guard range.lowerBound >= 0, range.upperBound <= shape.count else {
      throw TensorError.range(
        operation: "elements", range, limit: shape.count)
    }
    return Tensor(
      Shape(range.count), storage, offset: offset + range.lowerBound, at: place,
      handle: handle)
  }

  /// Rows `range`, as a matrix; nothing moves.
  ///
  /// - Throws: ``TensorError/range(operation:_:limit:)``.
  public func rows(_ range: Range<Int>) throws -> Tensor {
    guard range.lowerBound >= 0, range.upperBound <= shape.rows else {
      throw TensorError.range(operation: "rows", range, limit: shape.rows)
    }
    return Tensor(
      Shape(range.count, shape.columns), storage,
      offset: offset + range.lowerBound * shape.columns, at: place,
      handle: handle)
  }
}
