import Foundation

/// Which keys a row of queries may see.
public enum AttentionMask: Equatable, Sendable {
  /// Row i sees the first `visible + i` keys.
  case causal(visible: Int)
  /// Every row sees every key.
  case none
}

extension Tensor {
  /// Causal attention of grouped-query heads; see
  /// ``attention(keys:values:heads:keyValueHeads:mask:counts:)``.
  ///
  /// Row r sees the first `visible` + r keys that there are.
  /// - Throws: as the other.
  /// - Complexity: O(rows x keys x columns).
  public func attention(
    keys: Tensor, values: Tensor, heads: Int, keyValueHeads: Int, visible: Int
  ) throws -> Tensor {
    try attention(
      keys: keys, values: values, heads: heads, keyValueHeads: keyValueHeads,
      mask: .causal(visible: visible))
  }

  /// Attention of grouped-query heads (Vaswani et al., arXiv:1706.03762,
  /// section 3.2; Ainslie et al., arXiv:2305.13245, section 2.2).
  ///
  /// `softmax(q kᵀ / sqrt(headSize)) v` over the keys that the mask shows,
  /// head by head; a key-value head serves `heads / keyValueHeads` query heads.
  ///
  /// - Parameters:
  ///   - keys: `context x (keyValueHeads * headSize)`, or a batch of these.
  ///   - values: as `keys`.
  ///   - heads: query heads in `self`, `rows x (heads * headSize)`, or a batch
  ///     of as many matrices as `keys` has.
  ///   - keyValueHeads: heads in `keys` and `values`.
  ///   - mask: which keys a row sees; at least one.
  ///   - counts: how often each of the `context` keys counts, alike for all
  ///     rows, heads and samples: the weight of key j is `counts[j]` times
  ///     `exp` of its score, over the sum of these. A mean that stands for n
  ///     tokens counts n times (PRISM, arXiv:2507.12145), a key of count 0
  ///     is left out. A row that sees none that counts gives zeros. By
  ///     default each counts once.
  /// - Returns: a tensor of the shape of `self`.
  /// - Throws: ``TensorError/shapes(operation:_:_:)``,
  ///   ``TensorError/count(operation:_:)`` for a count that is negative or
  ///   not finite, ``TensorError/places(operation:)``.
  /// - Complexity: O(rows x context x columns).
  public func attention(
    keys: Tensor, values: Tensor, heads: Int, keyValueHeads: Int,
    mask: AttentionMask, counts: [Float]? = nil
  ) throws -> Tensor {
    let batch = shape.rank == 3 ? shape[0] : 1
    let rows = shape.rank == 3 ? shape[1] : shape.rows
    let context = keys.shape.rank == 3 ? keys.shape[1] : keys.shape.rows
    guard heads > 0, keyValueHeads > 0, heads % keyValueHeads == 0,
      shape.columns % heads == 0, keys.shape == values.shape,
      keys.shape.columns == shape.columns / heads * keyValueHeads,
      keys.shape.rows == batch * context, context > 0 || rows == 0,
      fits(mask, rows: rows, context: context)
    else {
      throw TensorError.shapes(operation: "attention", shape, keys.shape)
    }
    let logCounts = try counts.map { try Self.logarithms($0, of: context) }
    let place = try Self.commonPlace(
      Tensor(shape, at: Self.commonPlace(self, keys, operation: "attention")),
      values, operation: "attention")
    let plan = AttentionPlan(
      queries: self, keys: keys, values: values, batch: batch, rows: rows,
      context: context, heads: heads, group: heads / keyValueHeads,
      size: shape.columns / heads, mask: mask, logCounts: logCounts)
    let seen = batch * plan.reach * keys.shape.columns
    let work = Work(
      .attention, macs: 2 * batch * shape.columns * plan.pairs, rows: rows,
      inner: batch * heads * plan.pairs)
    return try Self.result(
      shape, work, at: place, input, keys.input(reading: seen),
      values.input(reading: seen),
      compute: plan.forward, carryingBack: plan.backward)
  }

  /// What counts add to scores.
  private static func logarithms(_ counts: [Float], of context: Int) throws
    -> [Float]
  {
    guard counts.count == context else {
      throw TensorError.shapes(
        operation: "attention", Shape(context), Shape(counts.count))
    }
    return try counts.map {
      guard $0.isFinite, $0 >= 0 else {
        throw TensorError.count(operation: "attention", $0)
      }
      return log($0)
    }
  }

  private func fits(_ mask: AttentionMask, rows: Int, context: Int) -> Bool {
    guard case .causal(let visible) = mask else { return true }
    return visible > 0 && (visible + rows - 1 <= context || rows == 0)
  }
}
