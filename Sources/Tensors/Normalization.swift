extension Tensor {
  /// Each row divided by its root mean square, times `gain` by column.
  ///
  /// `y = x / sqrt(mean(x²) + epsilon) * gain` (Zhang and Sennrich 2019).
  ///
  /// - Parameter gain: one factor a column.
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` or
  ///   ``TensorError/places(operation:)``.
  public func rmsNorm(_ gain: Tensor, epsilon: Float) throws -> Tensor {
    guard gain.shape.count == shape.columns else {
      throw TensorError.shapes(operation: "rmsNorm", shape, gain.shape)
    }
    let place = try Self.commonPlace(self, gain, operation: "rmsNorm")
    let (rows, columns) = (shape.rows, shape.columns)
    return try Self.result(
      shape, Work(.normalization, macs: 2 * shape.count), at: place, input,
      gain.input
    ) { y in
      let (x, g) = (pointer, gain.pointer)
      for row in 0..<rows {
        let (from, to) = (x + row * columns, y + row * columns)
        let square = sumOfProducts(from, from, columns)
        let factor = 1 / (square / Float(columns) + epsilon).squareRoot()
        for i in 0..<columns { to[i] = g[i] * (factor * from[i]) }
      }
    }
  }
}

/// The inner product of two vectors, in sixteen partial sums.
///
/// The order of the additions is fixed, so that results repeat everywhere.
@inline(__always)
func sumOfProducts(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int
) -> Float {
  var sums = SIMD16<Float>(repeating: 0)
  var i = 0
  let left = UnsafeRawPointer(a)
  let right = UnsafeRawPointer(b)
  while i + 16 <= count {
    let bytes = i * MemoryLayout<Float>.stride
    let x = left.loadUnaligned(fromByteOffset: bytes, as: SIMD16<Float>.self)
    let y = right.loadUnaligned(fromByteOffset: bytes, as: SIMD16<Float>.self)
    sums += x * y
    i += 16
  }
  var sum = sums.sum()
  while i < count {
    sum += a[i] * b[i]
    i += 1
  }
  return sum
}
