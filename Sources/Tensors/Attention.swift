import COpenBLAS
import Foundation

extension Tensor {
  /// Causal attention of grouped-query heads.
  ///
  /// Row i of `self` attends to the first `visible + i` rows of `keys`:
  /// `softmax(q kᵀ / sqrt(headSize)) v`, head by head; a key-value head serves
  /// `heads / keyValueHeads` query heads.
  ///
  /// - Parameters:
  ///   - keys: `context x (keyValueHeads * headSize)`, rotated.
  ///   - values: as `keys`.
  ///   - heads: query heads in `self`, `rows x (heads * headSize)`.
  ///   - keyValueHeads: heads in `keys` and `values`.
  ///   - visible: how many keys the first row sees, at least one.
  /// - Returns: a tensor of the shape of `self`.
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` or
  ///   ``TensorError/places(operation:)``.
  public func attention(
    keys: Tensor, values: Tensor, heads: Int, keyValueHeads: Int, visible: Int
  ) throws -> Tensor {
    let rows = shape.rows
    guard heads > 0, keyValueHeads > 0, heads % keyValueHeads == 0,
      shape.columns % heads == 0, keys.shape == values.shape,
      keys.shape.columns == shape.columns / heads * keyValueHeads,
      visible > 0, visible + rows - 1 <= keys.shape.rows || rows == 0
    else {
      throw TensorError.shapes(operation: "attention", shape, keys.shape)
    }
    let place = try Self.commonPlace(
      Tensor(shape, at: Self.commonPlace(self, keys, operation: "attention")),
      values, operation: "attention")
    let size = shape.columns / heads
    // Row i sees visible + i keys: an arithmetic series.
    let pairs = rows * visible + rows * (rows - 1) / 2
    let seen = (visible + max(rows, 1) - 1) * keys.shape.columns
    return try Self.result(
      shape, Work(.attention, macs: 2 * heads * size * pairs), at: place,
      input, keys.input(reading: seen), values.input(reading: seen)
    ) { y in
      let plan = AttentionPlan(
        queries: pointer, keys: keys.pointer, values: values.pointer,
        rows: rows, width: shape.columns, keyWidth: keys.shape.columns,
        size: size, visible: visible)
      let group = heads / keyValueHeads
      for head in 0..<heads {
        if rows == 1 {
          plan.oneRow(head: head, keyHead: head / group, into: y)
        } else if rows > 1 {
          try OpenBLAS.load()
          plan.manyRows(head: head, keyHead: head / group, into: y)
        }
      }
    }
  }
}

/// One attention call over raw memory; widths count elements a row.
private struct AttentionPlan {
  let queries: UnsafePointer<Float>
  let keys: UnsafePointer<Float>
  let values: UnsafePointer<Float>
  let rows: Int
  let width: Int
  let keyWidth: Int
  let size: Int
  let visible: Int

  var scale: Float { 1 / Float(size).squareRoot() }

  /// Decoding: products by hand, a BLAS call costs more than they do.
  func oneRow(
    head: Int, keyHead: Int, into y: UnsafeMutablePointer<Float>
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: visible) { s in
      guard let scores = s.baseAddress else { return }
      let query = queries + head * size
      for t in 0..<visible {
        let key = keys + t * keyWidth + keyHead * size
        scores[t] = sumOfProducts(query, key, size) * scale
      }
      softmax(scores, visible)
      let out = y + head * size
      out.update(repeating: 0, count: size)
      for t in 0..<visible {
        let value = values + t * keyWidth + keyHead * size
        let weight = scores[t]
        for i in 0..<size { out[i] += weight * value[i] }
      }
    }
  }

  /// Prompts: two matrix products a head, with masked rows between.
  func manyRows(
    head: Int, keyHead: Int, into y: UnsafeMutablePointer<Float>
  ) {
    let context = visible + rows - 1
    withUnsafeTemporaryAllocation(of: Float.self, capacity: rows * context) {
      guard let scores = $0.baseAddress else { return }
      copenblas_sgemm(
        0, 1, Int32(rows), Int32(context), Int32(size), scale,
        queries + head * size, Int32(width), keys + keyHead * size,
        Int32(keyWidth), 0, scores, Int32(context))
      for row in 0..<rows {
        let line = scores + row * context
        softmax(line, visible + row)
        (line + visible + row).update(repeating: 0, count: rows - 1 - row)
      }
      copenblas_sgemm(
        0, 0, Int32(rows), Int32(size), Int32(context), 1, scores,
        Int32(context), values + keyHead * size, Int32(keyWidth), 0,
        y + head * size, Int32(width))
    }
  }
}

/// Turns scores into weights that sum to one; stable for large scores.
private func softmax(_ x: UnsafeMutablePointer<Float>, _ count: Int) {
  var top = -Float.infinity
  for i in 0..<count { top = max(top, x[i]) }
  var sum: Float = 0
  for i in 0..<count {
    x[i] = expf(x[i] - top)
    sum += x[i]
  }
  for i in 0..<count { x[i] /= sum }
}
