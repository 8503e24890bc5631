import Foundation

/// Sines and cosines of the rotary position embedding (Su et al.,
/// arXiv:2104.09864, section 3.2).
///
/// Pair i of a head turns by `position * base^(-2i / headSize)`. Filled when
/// the first value is rotated; shapes need none.
public final class RotaryTable {
  /// Elements of one head.
  public let headSize: Int
  /// The base of the wavelengths, 10,000 for Llama 2.
  public let base: Double
  private var table: [SIMD2<Float>] = []
  private let lock = NSLock()

  /// The table for heads of `headSize` elements.
  public init(headSize: Int, base: Double) {
    self.headSize = headSize
    self.base = base
  }

  /// (cosine, sine) of pair 0, 1, ... of `position`, headSize / 2 of them.
  func turns(_ position: Int) -> ArraySlice<SIMD2<Float>> {
    lock.lock()
    defer { lock.unlock() }
    let pairs = headSize / 2
    while table.count < (position + 1) * pairs {
      let place = Float(table.count / pairs)
      for i in 0..<pairs {
        let exponent = Float(2 * i) / Float(headSize)
        let angle = place * (1 / powf(Float(base), exponent))
        table.append(SIMD2(cosf(angle), sinf(angle)))
      }
    }
    return table[position * pairs..<(position + 1) * pairs]
  }
}

extension Tensor {
  /// Rotates each head of each row by the row's position.
  ///
  /// Neighbouring elements (2i, 2i + 1) make a pair, as in llama2.c.
  ///
  /// - Parameters:
  ///   - table: angles for the head size.
  ///   - position: the position of the first row; rows are consecutive.
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` if the columns are not
  ///   whole heads, or heads no whole pairs.
  public func rotated(_ table: RotaryTable, from position: Int) throws
    -> Tensor
  { try rotated(table) { position + $0 } }

  /// The same for rows that stand anywhere.
  ///
  /// - Parameters:
  ///   - table: sines and cosines by position.
  ///   - positions: one for each row of a matrix or of each sample.
  /// - Throws: as ``rotated(_:from:)``, also if there are too few positions.
  public func rotated(_ table: RotaryTable, at positions: [Int]) throws
    -> Tensor
  {
    let rows = shape.rank == 3 ? shape[1] : shape.rows
    guard positions.count == rows else {
      throw TensorError.shapes(
        operation: "rotated", shape, Shape(positions.count))
    }
    return try rotated(table) { positions[$0] }
  }

  /// The same where each row of a sample stands where `position` says.
  private func rotated(
    _ table: RotaryTable, _ position: @escaping (Int) -> Int
  ) throws -> Tensor {
    let (size, columns) = (table.headSize, shape.columns)
    // Each matrix of a batch begins at the same position.
    let period = shape.rank == 3 ? shape[1] : max(1, shape.rows)
    guard size > 0, size % 2 == 0, columns % size == 0 else {
      throw TensorError.shapes(operation: "rotated", shape, Shape(size))
    }
    let turn = {
      (
        from: UnsafePointer<Float>, to: UnsafeMutablePointer<Float>,
        sign: Float
      ) in
      for row in 0..<shape.rows {
        let turns = table.turns(position(row % period))
        for head in stride(from: 0, to: columns, by: size) {
          var at = row * columns + head
          for turn in turns {
            let (a, b) = (from[at], from[at + 1])
            to[at] += a * turn.x - sign * b * turn.y
            to[at + 1] += sign * a * turn.y + b * turn.x
            at += 2
          }
        }
      }
    }
    return try Self.result(
      shape, Work(.rotation, macs: 2 * shape.count), at: place, input
    ) { y in
      y.update(repeating: 0, count: shape.count)
      turn(pointer, y, 1)
    } backward: { dy in
      // A rotation's transpose turns the other way.
      if let dx = gradient { turn(dy, dx, -1) }
    }
  }
}
