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
        let factor = rootFactor(from, columns, epsilon)
        for i in 0..<columns { to[i] = g[i] * (factor * from[i]) }
      }
    } backward: { dy in
      let (x, g) = (pointer, gain.pointer)
      let (dx, dg) = (gradient, gain.gradient)
      for row in 0..<rows {
        let (from, line) = (x + row * columns, dy + row * columns)
        let factor = rootFactor(from, columns, epsilon)
        if let dg {
          for i in 0..<columns { dg[i] += line[i] * from[i] * factor }
        }
        guard let to = dx.map({ $0 + row * columns }) else { continue }
        // d/dx of the factor: -factor³ x / columns.
        var along: Float = 0
        for i in 0..<columns { along += line[i] * g[i] * from[i] }
        let back = along * factor * factor * factor / Float(columns)
        for i in 0..<columns {
          to[i] += factor * line[i] * g[i] - back * from[i]
        }
      }
    }
  }
}

private func rootFactor(
  _ x: UnsafePointer<Float>, _ count: Int, _ epsilon: Float
) -> Float {
  1 / (sumOfProducts(x, x, count) / Float(count) + epsilon).squareRoot()
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
