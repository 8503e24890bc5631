import CKernels

/// The values that an int8 tensor can have: whole steps from -128 to 127,
/// symmetric, one scale for the whole tensor (CATS repository,
/// model/quantization.py).
///
/// Steps are kept as fp32 values, which holds whole numbers up to 2^24
/// exactly: kernels for floats multiply them without an error.
public struct Int8Grid: Equatable, Sendable {
  /// Steps a unit, 127 over the largest size.
  public let scale: Float
  /// The size of a step, 1 over the scale.
  public var step: Float { 1 / scale }

  /// The grid on which a tensor with this largest size lies; for zeros alone
  /// any would do, and it is that of 127.
  ///
  /// - Throws: ``TensorError/notFinite(operation:isGradient:)``.
  public init(largest: Float) throws {
    guard largest.isFinite else {
      throw TensorError.notFinite(operation: "int8", isGradient: false)
    }
    // Below it the product of two scales would leave the range of fp32.
    scale = largest == 0 ? 1 : 127 / max(abs(largest), 1e-15)
  }

  /// The grid that fits `x`.
  ///
  /// - Throws: ``TensorError/notFinite(operation:isGradient:)``,
  ///   ``TensorError/noValues(operation:)``.
  public init(fitting x: Tensor) throws {
    try self.init(largest: x.largestSize())
  }

  /// The nearest steps, halves to the even one; what lies outside is clipped.
  ///
  /// - Throws: ``TensorError/gradient(operation:)`` on a tape.
  public func steps(of x: Tensor) throws -> Tensor {
    try x.withoutGradient("int8") { from, to in
      ck_int8_steps(from, scale, to, x.shape.count)
    }
  }

  /// The nearest values of the grid; those of the grid stay.
  ///
  /// - Throws: ``TensorError/gradient(operation:)`` on a tape.
  public func rounded(_ x: Tensor) throws -> Tensor {
    try x.withoutGradient("int8") { from, to in
      ck_int8_round(from, scale, step, to, x.shape.count)
    }
  }
}

extension Tensor {
  /// The largest size of an element; 0 for none.
  ///
  /// - Throws: ``TensorError/notFinite(operation:isGradient:)``,
  ///   ``TensorError/noValues(operation:)``.
  public func largestSize() throws -> Float {
    let top = try withValues(of: "largestSize") {
      ck_largest_size($0, shape.count)
    }
    guard top.isFinite else {
      throw TensorError.notFinite(operation: "largestSize", isGradient: false)
    }
    return top
  }

  /// A tensor of the same shape and place, made of this one by `compute` if
  /// it has values. Not reported to the place.
  func withoutGradient(
    _ operation: StaticString,
    _ compute: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) throws -> Tensor {
    try refuseGradient(operation)
    guard hasValues else { return self }
    let made = Storage(count: shape.count)
    compute(pointer, made.base)
    return Tensor(shape, made, at: place, handle: handle)
  }

  /// - Throws: ``TensorError/gradient(operation:)`` on a tape.
  func refuseGradient(_ operation: StaticString) throws {
    guard storage?.tape == nil else {
      throw TensorError.gradient(operation: "\(operation)")
    }
  }
}
