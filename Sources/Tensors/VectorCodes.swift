import CKernels

/// Rows as numbers of codebook entries: by row and group the nearest one.
public struct VectorCodes {
  /// Row by row, in each row group by group; -1 in rows that are missing;
  /// `nil` for a shape alone.
  public let numbers: [Int]?
  /// How many rows.
  public let rows: Int
  /// Codes of a row.
  public let groups: Int
  /// What an operation on them waits for: codes as a device holds them.
  public let held: Tensor

  /// Codes from their parts.
  public init(numbers: [Int]?, rows: Int, groups: Int, held: Tensor) {
    self.numbers = numbers
    self.rows = rows
    self.groups = groups
    self.held = held
  }

  /// The same at no place.
  public var unplaced: VectorCodes {
    VectorCodes(
      numbers: numbers, rows: rows, groups: groups,
      held: held.placed(at: nil, handle: .none))
  }
}

extension Tensor {
  /// The nearest entry of a codebook for every group of columns of each row;
  /// of equally near ones the first.
  ///
  /// - Parameters:
  ///   - codebook: `groups * entries x columns / groups`; group g has the
  ///     entries from g * entries on.
  ///   - groups: how many equal parts the columns are.
  /// - Throws: ``TensorError/shapes(operation:_:_:)``,
  ///   ``TensorError/places(operation:)``.
  /// - Complexity: O(elements x entries).
  public func encoded(by codebook: Tensor, groups: Int) throws -> VectorCodes {
    try checkCodebook(codebook, groups, "encoded")
    let place = try Self.commonPlace(self, codebook, operation: "encoded")
    let entries = codebook.shape.rows / groups
    let codes = Shape(shape.rows, groups)
    let handle =
      place?.record(
        Work(.encoding, macs: shape.count * entries, rows: shape.rows),
        operand, codebook.operand, .none, elements: codes.count) ?? .none
    let isKnown = hasValues && codebook.hasValues
    return VectorCodes(
      numbers: isKnown ? nearest(codebook, groups) : nil, rows: shape.rows,
      groups: groups, held: Tensor(codes, at: place, handle: handle))
  }

  /// The entries of this codebook that `codes` name, put side by side, as
  /// `shape`; zeros in rows that are missing.
  ///
  /// - Parameters:
  ///   - codes: numbers of entries, by row and group.
  ///   - shape: of the result: as many rows as codes have, and all columns.
  ///   - original: what was encoded; where it is on a tape, the gradient goes
  ///     straight through to it (Bengio, Leonard and Courville 2013), and none
  ///     to the codebook. Without it the codebook gets the gradient.
  /// - Throws: ``TensorError/shapes(operation:_:_:)``,
  ///   ``TensorError/index(operation:_:limit:)``,
  ///   ``TensorError/places(operation:)``.
  public func decoded(
    _ codes: VectorCodes, as shape: Shape, original: Tensor? = nil
  ) throws -> Tensor {
    let (groups, width) = (codes.groups, self.shape.columns)
    let entries = self.shape.rows / max(1, groups)
    guard shape.rows == codes.rows, shape.columns == groups * width,
      original.map({ $0.shape.count == shape.count }) ?? true
    else {
      throw TensorError.shapes(operation: "decoded", shape, self.shape)
    }
    let numbers = codes.numbers ?? []
    for number in numbers where number >= entries {
      throw TensorError.index(operation: "decoded", number, limit: entries)
    }
    let place = try Self.commonPlace(self, codes.held, operation: "decoded")
    let isKnown = codes.numbers != nil
    let book = isKnown ? self : Tensor(self.shape, at: place, handle: handle)
    let traced = original.map {
      Input(operand: .none, storage: $0.storage, isAbsent: !isKnown)
    }
    return try Self.result(
      shape, Work(.lookup, macs: shape.count), at: place,
      original == nil
        ? book.input(reading: shape.count)
        : book.detached.input(reading: shape.count),
      codes.held.awaited, traced ?? .absent
    ) { y in
      for (at, number) in numbers.enumerated() {
        let to = y + at * width
        if number < 0 {
          to.update(repeating: 0, count: width)
        } else {
          let row = at % groups * entries + number
          to.update(from: pointer + row * width, count: width)
        }
      }
    } backward: { dy in
      let dx = original?.gradient
      let dbook = original == nil ? gradient : nil
      for (at, number) in numbers.enumerated() where number >= 0 {
        if let dx { ck_add(dy + at * width, dx + at * width, width) }
        if let dbook {
          let row = at % groups * entries + number
          ck_add(dy + at * width, dbook + row * width, width)
        }
      }
    }
  }

  func checkCodebook(
    _ codebook: Tensor, _ groups: Int, _ operation: StaticString
  ) throws {
    guard groups > 0, shape.columns % groups == 0,
      codebook.shape.columns == shape.columns / groups,
      codebook.shape.rows % groups == 0, codebook.shape.count > 0
    else {
      throw TensorError.shapes(
        operation: "\(operation)", shape, codebook.shape)
    }
  }

  /// The nearest entries by row and group.
  func nearest(_ codebook: Tensor, _ groups: Int) -> [Int] {
    let width = codebook.shape.columns
    let entries = codebook.shape.rows / groups
    var numbers = [Int32](repeating: 0, count: shape.rows * groups)
    return withScratch((entries + 63) * width + shape.rows) { scratch in
      numbers.withUnsafeMutableBufferPointer { to in
        guard let to = to.baseAddress else { return }
        for group in 0..<groups {
          ck_nearest(
            pointer + group * width, shape.rows, shape.columns,
            codebook.pointer + group * entries * width, entries, width,
            to + group, groups, scratch)
        }
      }
      return numbers.map(Int.init)
    }
  }
}

extension VectorCodes {
  /// Codes of the same rows side by side, as one device holds them.
  ///
  /// - Parameter parts: of the same rows, one behind the other by group.
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` for codes of several
  ///   numbers of rows, ``TensorError/places(operation:)`` for codes at several
  ///   devices.
  public static func beside(_ parts: [VectorCodes]) throws -> VectorCodes {
    guard let first = parts.first, parts.count > 1 else {
      return parts.first
        ?? VectorCodes(
          numbers: [], rows: 0, groups: 1, held: Tensor(Shape(0, 1)))
    }
    let groups = parts.reduce(0) { $0 + $1.groups }
    let held = try Tensor.beside(parts.map(\.held))
    var numbers: [Int]?
    if parts.allSatisfy({ $0.numbers != nil }) {
      numbers = (0..<first.rows).flatMap { row in
        parts.flatMap { part -> ArraySlice<Int> in
          let first = row * part.groups
          return part.numbers?[first..<first + part.groups] ?? []
        }
      }
    }
    return VectorCodes(
      numbers: numbers, rows: first.rows, groups: groups, held: held)
  }

  /// What ``beside(_:)`` has put together of `count` equal parts.
  public func split(into count: Int) -> [VectorCodes] {
    guard count > 1 else { return [self] }
    let size = groups / count
    return (0..<count).map { part in
      let own = numbers.map { numbers -> [Int] in
        (0..<rows).flatMap { row -> ArraySlice<Int> in
          let first = row * groups + part * size
          return numbers[first..<first + size]
        }
      }
      return VectorCodes(numbers: own, rows: rows, groups: size, held: held)
    }
  }
}
