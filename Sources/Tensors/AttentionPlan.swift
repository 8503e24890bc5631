import CKernels
import COpenBLAS

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
  /// What is added to the scores of each key, if keys count differently: the
  /// logarithm of how often it counts.
  let logCounts: [Float]?

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

  /// What the fused kernel needs to know of a head.
  private var head: ck_attention {
    ck_attention(
      rows: rows, keys: reach, visible: visible(0), more: mask == .none ? 0 : 1,
      size: size, stride: width, key_stride: keyWidth, scale: scale)
  }

  /// Whether the fused kernel is faster than OpenBLAS (measured on Zen 5 with
  /// AVX-512, both ways). It fills tiles of 16 rows, so few rows over many keys
  /// waste lanes; from 128 elements on, packed products reuse more. It knows
  /// no counts.
  private var isSmall: Bool {
    size < 128 && (rows >= 24 || 4 * rows >= reach) && logCounts == nil
  }

  /// Calls `body` with where each sample's heads begin.
  private func forEachHead(_ body: (Slot) -> Void) {
    for sample in 0..<batch {
      for head in 0..<heads { body(slot(sample, head)) }
    }
  }

  func forward(_ y: UnsafeMutablePointer<Float>) throws {
    guard rows > 0 else { return }
    if rows == 1 {
      withScratch(reach) { scores in forEachHead { oneRow($0, scores, y) } }
    } else if isSmall {
      var head = head
      let (q, k, v) = (queries.pointer, keys.pointer, values.pointer)
      withScratch(ck_attention_scratch(&head, 0)) { scratch in
        forEachHead {
          ck_attention_head(
            &head, q + $0.query, k + $0.key, v + $0.key, y + $0.query, scratch)
        }
      }
    } else {
      try OpenBLAS.load()
      withScratch(rows * reach) { weights in
        forEachHead {
          weigh($0, weights)
          copenblas_sgemm(
            0, 0, Int32(rows), Int32(size), Int32(reach), 1, weights,
            Int32(reach), values.pointer + $0.key, Int32(keyWidth), 0,
            y + $0.query, Int32(width))
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
      scores[t] = ck_dot(query, firstKey + t * stride, size)
    }
    if logCounts == nil {
      ck_softmax(scores, scale, reach, reach)
    } else {
      ck_scale(scores, scale, 0, scores, reach)
      count(scores)
      ck_softmax(scores, 1, reach, reach)
    }
    let out = y + slot.query
    out.update(repeating: 0, count: size)
    let firstValue = values.pointer + slot.key
    for t in 0..<reach {
      let value = firstValue + t * stride
      ck_add_scaled(value, scores[t], out, size)
    }
  }

  /// The softmax of all scores of a head, `rows x reach`.
  private func weigh(_ slot: Slot, _ weights: UnsafeMutablePointer<Float>) {
    copenblas_sgemm(
      0, 1, Int32(rows), Int32(reach), Int32(size), scale,
      queries.pointer + slot.query, Int32(width), keys.pointer + slot.key,
      Int32(keyWidth), 0, weights, Int32(reach))
    for row in 0..<rows {
      count(weights + row * reach)
      ck_softmax(weights + row * reach, 1, visible(row), reach)
    }
  }

  /// Makes each key count as often as it does: g exp(s) = exp(s + ln g).
  private func count(_ scores: UnsafeMutablePointer<Float>) {
    logCounts?.withUnsafeBufferPointer { counts in
      if let base = counts.baseAddress { ck_add(base, scores, reach) }
    }
  }

  /// The weights are computed again: keeping them costs more memory than time.
  func backward(_ dy: UnsafePointer<Float>) {
    guard rows > 0 else { return }
    if isSmall {
      var head = head
      let (q, k, v) = (queries.pointer, keys.pointer, values.pointer)
      let (dq, dk, dv) = (queries.gradient, keys.gradient, values.gradient)
      withScratch(ck_attention_scratch(&head, 1)) { scratch in
        forEachHead { slot in
          ck_attention_head_back(
            &head, q + slot.query, k + slot.key, v + slot.key, dy + slot.query,
            dq.map { $0 + slot.query }, dk.map { $0 + slot.key },
            dv.map { $0 + slot.key }, scratch)
        }
      }
    } else if (try? OpenBLAS.load()) != nil {
      withScratch(2 * rows * reach) { weights in
        forEachHead {
          weigh($0, weights)
          backward($0, dy, weights, weights + rows * reach)
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
      let sum = ck_dot(p, d, reach)
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
