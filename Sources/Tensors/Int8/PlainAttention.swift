import CKernels

extension Tensor {
  /// Attention as an int8 device computes it (CATS repository,
  /// fw/multi_head_attention_block.c): scores are exact sums of products of
  /// whole numbers; exponentials, weights and the weighted sum are floats.
  ///
  /// The largest score is not subtracted. Where the device's exponential would
  /// overflow, scores are clipped to ±80 here: results stay finite, and the
  /// clipped keys weigh alike.
  ///
  /// - Parameters:
  ///   - keys: steps of `keyGrid`, shaped like this one, which has steps of
  ///     `grid`.
  ///   - values: as values, not as steps.
  ///   - heads: equal parts of the columns; at most 1,024 columns each.
  ///   - mask: which keys a row sees.
  ///   - grid: the steps of this tensor.
  ///   - keyGrid: the steps of `keys`.
  /// - Throws: ``TensorError/shapes(operation:_:_:)``,
  ///   ``TensorError/gradient(operation:)`` on a tape.
  public func plainAttention(
    keys: Tensor, values: Tensor, heads: Int, mask: AttentionMask,
    grid: Int8Grid, keyGrid: Int8Grid
  ) throws -> Tensor {
    let rows = shape.rank == 1 ? 1 : shape[shape.rank - 2]
    guard keys.shape == shape, values.shape == shape, heads > 0,
      shape.columns % heads == 0, shape.columns / heads <= Self.int8Run,
      rows > 0
    else {
      throw TensorError.shapes(operation: "plainAttention", shape, keys.shape)
    }
    var visible = rows
    if case .causal(let count) = mask {
      guard count == 1 else {
        throw TensorError.range(
          operation: "plainAttention", 0..<count, limit: 1)
      }
      visible = count
    }
    for operand in [self, keys, values] {
      try operand.refuseGradient("plainAttention")
    }
    guard hasValues, keys.hasValues, values.hasValues else {
      return Tensor(shape)
    }
    let size = shape.columns / heads
    var plan = ck_attention(
      rows: rows, keys: rows, visible: visible, more: mask == .none ? 0 : 1,
      size: size, stride: shape.columns, key_stride: shape.columns,
      scale: grid.step * keyGrid.step / Float(size).squareRoot())
    let made = Storage(count: shape.count)
    withScratch(ck_attention_scratch(&plan, 0)) { scratch in
      for sample in 0..<shape.rows / rows {
        for head in 0..<heads {
          let at = sample * rows * shape.columns + head * size
          ck_plain_attention_head(
            &plan, pointer + at, keys.pointer + at, values.pointer + at,
            made.base + at, scratch)
        }
      }
    }
    return Tensor(shape, made, at: nil, handle: .none)
  }
}
