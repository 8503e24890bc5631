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
  /// `backward` runs later, if an operand is on a tape: it adds to the
  /// gradients of the operands what the gradient of the result, its argument,
  /// means for them. `operation` names it for a tape that checks; by default
  /// it is the function that calls.
  @inline(__always)
  static func result(
    _ shape: Shape, _ work: Work, at place: (any Place)?,
    _ a: Input, _ b: Input = .absent, _ c: Input = .absent,
    operation: StaticString = #function,
    compute: (UnsafeMutablePointer<Float>) throws -> Void,
    backward: @escaping (UnsafePointer<Float>) -> Void
  ) throws -> Tensor {
    try result(
      shape, work, at: place, a, b, c, operation: operation,
      compute: compute, carryingBack: backward)
  }

  /// The same, where the way back is made only if an operand is on a tape.
  @inline(__always)
  static func result(
    _ shape: Shape, _ work: Work, at place: (any Place)?,
    _ a: Input, _ b: Input = .absent, _ c: Input = .absent,
    operation: StaticString = #function,
    compute: (UnsafeMutablePointer<Float>) throws -> Void,
    carryingBack backward: @autoclosure () -> (UnsafePointer<Float>) -> Void
  ) throws -> Tensor {
    var storage: Storage?
    if a.hasValues, b.hasValues, c.hasValues {
      let made = Storage(count: shape.count)
      try compute(made.base)
      if let tape = a.storage?.tape ?? b.storage?.tape ?? c.storage?.tape {
        made.carryBack(on: tape, backward())
        if tape.checksFinite {
          try tape.check(
            made, "\(operation)", from: [a.storage, b.storage, c.storage])
        }
      }
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
    compute: (UnsafeMutablePointer<Float>) throws -> Void,
    backward: @escaping (UnsafePointer<Float>) -> Void
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
      if let tape = parts.lazy.compactMap({ $0.storage?.tape }).first {
        made.carryBack(on: tape, backward)
        if tape.checksFinite {
          try tape.check(made, "\(operation)", from: parts.map(\.storage))
        }
      }
      storage = made
    }
    let handle = place?.record(
      work, parts.map(\.operand), elements: shape.count)
    return Tensor(shape, storage, at: place, handle: handle ?? .none)
  }

  /// What an operation reads.
  struct Input {
    let operand: Operand
    let storage: Storage?
    let isAbsent: Bool

    /// No operand.
    static var absent: Input {
      Input(operand: .none, storage: nil, isAbsent: true)
    }

    @inline(__always)
    var hasValues: Bool { isAbsent || storage != nil }
  }

  @inline(__always)
  var input: Input {
    Input(operand: operand, storage: storage, isAbsent: false)
  }

  /// Only `elements` of it are read.
  @inline(__always)
  func input(reading elements: Int) -> Input {
    Input(
      operand: Operand(handle, elements), storage: storage, isAbsent: false)
  }

  /// It has to be there, but its values do not matter.
  @inline(__always)
  var awaited: Input {
    Input(operand: operand, storage: nil, isAbsent: true)
  }

  /// The values; call only where `hasValues` was checked.
  @inline(__always)
  var pointer: UnsafePointer<Float> {
    UnsafePointer((storage ?? Tensor.nothing).base + offset)
  }

  // Never read: `result` computes only where all operands have values.
  private static let nothing = Storage(count: 1)
}

extension Storage {
  /// Puts a result on the tape: `backward` gets its gradient, if any came.
  @inline(never)
  func carryBack(
    on tape: Tape, _ backward: @escaping (UnsafePointer<Float>) -> Void
  ) {
    track(on: tape)
    tape.record { [self] in
      if let gradientBase { backward(UnsafePointer(gradientBase)) }
    }
  }
}
