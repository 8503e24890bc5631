// How every operation is made: check, compute if there are values, report.

extension Tensor {
  @inline(__always)
  var operand: Operand { Operand(handle, shape.count) }

  /// The place that two operands share; a tensor without a place joins any.
  @inline(__always)
  static func commonPlace(
    _ a: Tensor, _ b: Tensor, operation: StaticString
  ) throws -> (any Place)? {
    guard let left = a.place else { return b.place }
    guard let right = b.place else { return left }
    guard left === right else {
      throw TensorError.places(operation: "\(operation)")
    }
    return left
  }

  /// The result of an operation on `a` and perhaps `b` and `c`.
  ///
  /// `compute` runs only if all operands have values; it fills the result.
  @inline(__always)
  static func result(
    _ shape: Shape, _ work: Work, at place: (any Place)?,
    _ a: (operand: Operand, hasValues: Bool),
    _ b: (operand: Operand, hasValues: Bool) = (.none, true),
    _ c: (operand: Operand, hasValues: Bool) = (.none, true),
    compute: (UnsafeMutablePointer<Float>) throws -> Void
  ) throws -> Tensor {
    var storage: Storage?
    if a.hasValues, b.hasValues, c.hasValues {
      let made = Storage(count: shape.count)
      try compute(made.base)
      storage = made
    }
    let handle =
      place?.record(
        work, a.operand, b.operand, c.operand, elements: shape.count) ?? .none
    return Tensor(shape, storage, at: place, handle: handle)
  }

  /// The result of an operation on any number of tensors at one place.
  static func gathered(
    _ parts: [Tensor], as shape: Shape, operation: StaticString, _ work: Work,
    compute: (UnsafeMutablePointer<Float>) throws -> Void
  ) throws -> Tensor {
    var place: (any Place)?
    for part in parts {
      place = try commonPlace(
        Tensor(shape, at: place), part, operation: operation)
    }
    var storage: Storage?
    if parts.allSatisfy(\.hasValues) {
      let made = Storage(count: shape.count)
      try compute(made.base)
      storage = made
    }
    let handle = place?.record(
      work, parts.map(\.operand), elements: shape.count)
    return Tensor(shape, storage, at: place, handle: handle ?? .none)
  }

  @inline(__always)
  var input: (operand: Operand, hasValues: Bool) { (operand, hasValues) }

  /// Only `elements` of it are read.
  @inline(__always)
  func input(reading elements: Int) -> (operand: Operand, hasValues: Bool) {
    (Operand(handle, elements), hasValues)
  }

  /// The values; call only where `hasValues` was checked.
  @inline(__always)
  var pointer: UnsafePointer<Float> {
    UnsafePointer((storage ?? Tensor.nothing).base + offset)
  }

  // Never read: `result` computes only where all operands have values.
  private static let nothing = Storage(count: 1)
}
