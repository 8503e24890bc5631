import CKernels
import Foundation

/// What channels do to values on their way.
extension Tensor {
  /// The mean squares of `parts` equal parts, one after another; 0 for shapes
  /// alone.
  public func meanSquares(parts: Int) -> [Double] {
    let size = shape.count / max(1, parts)
    guard hasValues, size > 0 else { return Array(repeating: 0, count: parts) }
    return (0..<parts).map { part in
      var sum = 0.0
      for i in part * size..<(part + 1) * size {
        sum += Double(pointer[i]) * Double(pointer[i])
      }
      return sum / Double(size)
    }
  }

  /// Rounded to the nearest of 2 to the power of `bits` levels that lie evenly
  /// between two limits, straight through.
  ///
  /// - Parameters:
  ///   - bits: 1 to 16.
  ///   - limits: for each of as many equal parts, one after another, how far
  ///     its levels reach on both sides of 0; what lies beyond becomes the
  ///     limit, and a limit of 0 makes all zero.
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` if the parts are not
  ///   equal.
  public func evenlyQuantized(bits: Int, limits: [Float]) throws -> Tensor {
    guard !limits.isEmpty, shape.count % limits.count == 0 else {
      throw TensorError.shapes(
        operation: "evenlyQuantized", shape, Shape(limits.count))
    }
    let size = shape.count / limits.count
    let steps = Float((1 << bits) - 1)
    return try straightThrough { x, y in
      for (part, limit) in limits.enumerated() {
        let range = part * size..<(part + 1) * size
        let step = 2 * limit / steps
        guard step > 0 else {
          for i in range { y[i] = 0 }
          continue
        }
        for i in range {
          let place = ((x[i] + limit) / step).rounded(.toNearestOrEven)
          y[i] = min(steps, max(0, place)) * step - limit
        }
      }
    }
  }

  /// Normal noise added to each element, nearly (its tails end at seven
  /// deviations), straight through.
  ///
  /// - Parameters:
  ///   - deviations: of the noise, one a row.
  ///   - keys: for each row, what its random numbers depend on.
  ///   - seed: names the random numbers.
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` unless there is one of
  ///   both for each row.
  public func addingNoise(
    deviations: [Float], keys: [SIMD3<UInt32>], seed: UInt64
  ) throws -> Tensor {
    let columns = shape.columns
    guard deviations.count == keys.count,
      shape.count == keys.count * columns
    else {
      throw TensorError.shapes(
        operation: "addingNoise", shape, Shape(deviations.count))
    }
    let mean = [Float](repeating: 0, count: columns)
    let deviation = [Float](repeating: 1, count: columns)
    return try straightThrough { x, y in
      for (row, key) in keys.enumerated() {
        var plan = ck_dropout(
          seed: seed, key: (key[0], key[1], key[2]), threshold: 0,
          factor: deviations[row], adds: 0)
        ck_add_noise(
          &plan, mean, deviation, x + row * columns, y + row * columns,
          columns, columns)
      }
    }
  }
}
