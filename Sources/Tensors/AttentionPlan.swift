import COpenBLAS
import Foundation

/// One attention call over raw memory, sample by sample and head by head.
struct AttentionPlan {
  let queries: Tensor
  let keys: Tensor
  let values: Tensor
  let batch: Int
  let rows: Int
  let context: Int
  let heads: Int
  /// Query heads that share a key-value head.
  let group: Int
  /// Elements of a head.
  let size: Int
  let mask: AttentionMask

  private var width: Int { queries.shape.columns }
  private var keyWidth: Int { keys.shape.columns }
  private var scale: Float { 1 / Float(size).squareRoot() }

  /// Keys that the row sees.
  private func visible(_ row: Int) -> Int {
    if case .causal(let visible) = mask { visible + row } else { context }
  }

  /// Keys that any row sees.
  var reach: Int { rows == 0 ? visible(0) : visible(rows - 1) }

  /// Pairs of a query row and a key in one sample.
  var pairs: Int {
    guard case .causal(let visible) = mask else { return rows * context }
    // Row i sees visible + i keys: an arithmetic series.
    return rows * visible + rows * (rows - 1) / 2
  }

  /// Where the parts of one sample and head begin.
  private struct Slot {
    let query: Int
    let key: Int
  }

  private func slot(_ sample: Int, _ head: Int) -> Slot {
    Slot(
      query: sample * rows * width + head * size,
      key: sample * context * keyWidth + head / group * size)
  }

  func forward(_ y: UnsafeMutablePointer<Float>) throws {
    guard rows > 0 else { return }
    if rows > 1 { try OpenBLAS.load() }
    let capacity = rows * reach
    withUnsafeTemporaryAllocation(of: Float.self, capacity: capacity) {
      guard let weights = $0.baseAddress else { return }
      for sample in 0..<batch {
        for head in 0..<heads {
          let slot = slot(sample, head)
          if rows == 1 {
            oneRow(slot, weights, y)
          } else {
            weigh(slot, weights)
            copenblas_sgemm(
              0, 0, Int32(rows), Int32(size), Int32(reach), 1, weights,
              Int32(reach), values.pointer + slot.key, Int32(keyWidth), 0,
              y + slot.query, Int32(width))
          }
        }
      }
    }
  }

  /// Decoding: products by hand, a BLAS call costs more than they do.
  private func oneRow(
    _ slot: Slot, _ scores: UnsafeMutablePointer<Float>,
    _ y: UnsafeMutablePointer<Float>
  ) {
    let (size, stride, scale) = (size, keyWidth, scale)
    let query = queries.pointer + slot.query
    let firstKey = keys.pointer + slot.key
    for t in 0..<reach {
      scores[t] = sumOfProducts(query, firstKey + t * stride, size) * scale
    }
    softmaxRow(scores, reach)
    let out = y + slot.query
    out.update(repeating: 0, count: size)
    let firstValue = values.pointer + slot.key
    for t in 0..<reach {
      let value = firstValue + t * stride
      let weight = scores[t]
      for i in 0..<size { out[i] += weight * value[i] }
    }
  }

  /// The softmax of all scores of a head, `rows x reach`.
  private func weigh(_ slot: Slot, _ weights: UnsafeMutablePointer<Float>) {
    copenblas_sgemm(
      0, 1, Int32(rows), Int32(reach), Int32(size), scale,
      queries.pointer + slot.query, Int32(width), keys.pointer + slot.key,
      Int32(keyWidth), 0, weights, Int32(reach))
    for row in 0..<rows {
      let line = weights + row * reach
      let seen = visible(row)
      softmaxRow(line, seen)
      (line + seen).update(repeating: 0, count: reach - seen)
    }
  }

  /// The weights are computed again: keeping them costs more memory than time.
  func backward(_ dy: UnsafePointer<Float>) {
    guard rows > 0, (try? OpenBLAS.load()) != nil else { return }
    let capacity = 2 * rows * reach
    withUnsafeTemporaryAllocation(of: Float.self, capacity: capacity) {
      guard let weights = $0.baseAddress else { return }
      for sample in 0..<batch {
        for head in 0..<heads {
          let slot = slot(sample, head)
          weigh(slot, weights)
          backward(slot, dy, weights, weights + rows * reach)
        }
      }
    }
  }

  /// dV = Pᵀ dO; dP = dO Vᵀ; dS = P (dP - sum of P dP); dQ = dS K; dK = dSᵀ Q.
  private func backward(
    _ slot: Slot, _ dy: UnsafePointer<Float>,
    _ weights: UnsafeMutablePointer<Float>,
    _ scores: UnsafeMutablePointer<Float>
  ) {
    let (rows32, reach32, size32) = (Int32(rows), Int32(reach), Int32(size))
    let out = dy + slot.query
    if let dv = values.gradient {
      copenblas_sgemm(
        1, 0, reach32, size32, rows32, 1, weights, reach32, out, Int32(width),
        1, dv + slot.key, Int32(keyWidth))
    }
    guard queries.gradient != nil || keys.gradient != nil else { return }
    copenblas_sgemm(
      0, 1, rows32, reach32, size32, 1, out, Int32(width),
      values.pointer + slot.key, Int32(keyWidth), 0, scores, reach32)
    for row in 0..<rows {
      let (p, d) = (weights + row * reach, scores + row * reach)
      let sum = sumOfProducts(p, d, reach)
      for t in 0..<reach { d[t] = p[t] * (d[t] - sum) }
    }
    if let dq = queries.gradient {
      copenblas_sgemm(
        0, 0, rows32, size32, reach32, scale, scores, reach32,
        keys.pointer + slot.key, Int32(keyWidth), 1, dq + slot.query,
        Int32(width))
    }
    if let dk = keys.gradient {
      copenblas_sgemm(
        1, 0, reach32, size32, rows32, scale, scores, reach32,
        queries.pointer + slot.query, Int32(width), 1, dk + slot.key,
        Int32(keyWidth))
    }
  }
}

/// Turns scores into weights that sum to one; stable for large scores.
func softmaxRow(_ x: UnsafeMutablePointer<Float>, _ count: Int) {
  var top = -Float.infinity
  for i in 0..<count { top = max(top, x[i]) }
  var sum: Float = 0
  for i in 0..<count {
    x[i] = expf(x[i] - top)
    sum += x[i]
  }
  for i in 0..<count { x[i] /= sum }
}
