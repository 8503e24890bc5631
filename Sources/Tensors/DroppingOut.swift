extension Tensor {
  /// Each element zero with `probability`, else divided by what is left of
  /// one; equal parts of the tensor belong to the keys, one after another.
  ///
  /// - Parameters:
  ///   - probability: 0 to below 1, in steps of 1/65536.
  ///   - keys: for each part, what its random numbers depend on.
  ///   - seed: names the random numbers.
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` if the parts are not
  ///   equal.
  public func droppingOut(
    _ probability: Float, keys: [SIMD3<UInt32>], seed: UInt64
  ) throws -> Tensor {
    guard !keys.isEmpty, shape.count % keys.count == 0 else {
      throw TensorError.shapes(
        operation: "droppingOut", shape, Shape(keys.count))
    }
    let mask = DropoutMask(
      random: Philox(seed: seed), keys: keys, size: shape.count / keys.count,
      threshold: UInt32(max(0, min(1, probability)) * 65536),
      factor: probability < 1 ? 1 / (1 - probability) : 0)
    return try Self.result(
      shape, Work(.elementwise, macs: shape.count), at: place, input
    ) { y in
      let x = pointer
      mask.forEach { y[$0] = x[$0] * $1 }
    } backward: { dy in
      guard let dx = gradient else { return }
      mask.forEach { dx[$0] += dy[$0] * $1 }
    }
  }
}

/// Which elements stay; drawn again on the way back, not kept.
private struct DropoutMask {
  let random: Philox
  let keys: [SIMD3<UInt32>]
  let size: Int
  let threshold: UInt32
  let factor: Float

  /// Calls `body` with each index and 0 or the factor; eight a draw.
  @inline(__always)
  func forEach(_ body: (Int, Float) -> Void) {
    for (part, key) in keys.enumerated() {
      for first in stride(from: 0, to: size, by: 8) {
        let words = random.words(SIMD4(key, UInt32(first)))
        for i in 0..<min(8, size - first) {
          let half = (words[i >> 1] >> (i & 1 == 0 ? 0 : 16)) & 0xffff
          body(part * size + first + i, half < threshold ? 0 : factor)
        }
      }
    }
  }
}
