import CKernels

extension Tensor {
  /// Each element zero with `probability`, else divided by what is left of
  /// one (dropout, Srivastava et al., JMLR 15, 2014); equal parts of the tensor
  /// belong to the keys, one after another.
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
    let size = shape.count / keys.count
    func drop(
      _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, adds: Bool
    ) {
      for (part, key) in keys.enumerated() {
        var plan = ck_dropout(
          seed: seed, key: (key[0], key[1], key[2]),
          threshold: UInt32(max(0, min(1, probability)) * 65536),
          factor: probability < 1 ? 1 / (1 - probability) : 0,
          adds: adds ? 1 : 0)
        ck_drop_out(&plan, x + part * size, y + part * size, size)
      }
    }
    return try Self.result(
      shape, Work(.elementwise, macs: shape.count), at: place, input
    ) { y in
      drop(pointer, y, adds: false)
    } backward: { dy in
      // Drawn again, not kept.
      if let dx = gradient { drop(dy, dx, adds: true) }
    }
  }

  /// Normal noise added to each element, nearly (its tails end at seven
  /// deviations); equal parts of the tensor belong to the keys, one after
  /// another. Gradients go through.
  ///
  /// - Parameters:
  ///   - mean: of the noise, one element a column.
  ///   - deviation: likewise.
  ///   - factor: what both are multiplied with.
  ///   - keys: for each part, what its random numbers depend on.
  ///   - seed: names the random numbers.
  /// - Throws: ``TensorError/shapes(operation:_:_:)``.
  public func addingNoise(
    mean: Tensor, deviation: Tensor, times factor: Float,
    keys: [SIMD3<UInt32>], seed: UInt64
  ) throws -> Tensor {
    guard !keys.isEmpty, shape.count % keys.count == 0,
      mean.shape.count == shape.columns, deviation.shape == mean.shape
    else {
      throw TensorError.shapes(operation: "addingNoise", shape, mean.shape)
    }
    let size = shape.count / keys.count
    guard mean.hasValues, deviation.hasValues else { return self }
    return try straightThrough { x, y in
      for (part, key) in keys.enumerated() {
        var plan = ck_dropout(
          seed: seed, key: (key[0], key[1], key[2]), threshold: 0,
          factor: factor, adds: 0)
        ck_add_noise(
          &plan, mean.pointer, deviation.pointer, x + part * size,
          y + part * size, size, shape.columns)
      }
    }
  }
}
