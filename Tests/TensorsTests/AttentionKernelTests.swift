import CKernels
import Foundation
import TestSupport
import Testing

/// The fused attention of one head, against plain loops over doubles.
struct AttentionKernelTests {
  /// Sizes of a head, and the strides that it lies in.
  struct Sizes: CustomTestStringConvertible, Sendable {
    var rows: Int
    var keys: Int
    var size: Int
    var isCausal: Bool
    var stride: Int { size + 3 }
    var keyStride: Int { size + 5 }
    var visible: Int { isCausal ? keys - rows + 1 : keys }
    var testDescription: String {
      "\(rows) rows, \(keys) keys, size \(size), causal \(isCausal)"
    }

    static let all = [0, 1, 3, 15, 16, 17, 32, 33, 50].flatMap { rows in
      [1, 5, 8, 16, 17, 24, 40].flatMap { size in
        [
          Sizes(rows: rows, keys: max(1, rows), size: size, isCausal: true),
          Sizes(rows: rows, keys: rows + 7, size: size, isCausal: true),
          Sizes(rows: rows, keys: rows / 2 + 1, size: size, isCausal: false),
        ]
      }
    }

    var plan: ck_attention {
      ck_attention(
        rows: rows, keys: keys, visible: visible, more: isCausal ? 1 : 0,
        size: size, stride: stride, key_stride: keyStride, scale: 0.3)
    }

    func seen(_ row: Int) -> Int { isCausal ? visible + row : keys }
  }

  @Test(arguments: Sizes.all)
  func agreesWithPlainLoops(_ sizes: Sizes) {
    var buffers = KernelCase(seed: UInt64(sizes.rows * 100 + sizes.size))
    let q = buffers.values(sizes.rows * sizes.stride)
    let k = buffers.values(sizes.keys * sizes.keyStride)
    let v = buffers.values(sizes.keys * sizes.keyStride)
    let dy = buffers.values(sizes.rows * sizes.stride)
    var plan = sizes.plan
    // Filled with NaN: nothing may be read before it is written.
    var scratch = [Float](
      repeating: .nan, count: ck_attention_scratch(&plan, 1))
    var (y, dq, dk, dv) = (q, dy, v, k)
    ck_attention_head(&plan, q, k, v, &y, &scratch)
    ck_attention_head_back(&plan, q, k, v, dy, &dq, &dk, &dv, &scratch)
    ck_attention_head_back(&plan, q, k, v, dy, nil, nil, nil, &scratch)

    let plain = PlainHead(sizes, q, k, v, dy, start: [q, dy, v, k])
    #expect(relativeError(y, plain.y) < 3e-6)
    #expect(relativeError(dq, plain.dq) < 1e-5)
    #expect(relativeError(dk, plain.dk) < 1e-5)
    #expect(relativeError(dv, plain.dv) < 1e-5)
  }
}

/// Attention of a head and its gradients, as the formulas have them.
private struct PlainHead {
  var y: [Double]
  var dq: [Double]
  var dk: [Double]
  var dv: [Double]

  /// `start` is what is in y, dq, dk and dv before.
  init(
    _ s: AttentionKernelTests.Sizes, _ q: [Float], _ k: [Float], _ v: [Float],
    _ dy: [Float], start: [[Float]]
  ) {
    let old = start.map { $0.map(Double.init) }
    (y, dq, dk, dv) = (old[0], old[1], old[2], old[3])
    let scale = Double(Float(0.3))
    func dot(_ a: [Float], _ i: Int, _ b: [Float], _ j: Int) -> Double {
      (0..<s.size).reduce(0) { $0 + Double(a[i + $1]) * Double(b[j + $1]) }
    }
    for row in 0..<s.rows {
      let at = row * s.stride
      let seen = s.seen(row)
      let scores = (0..<seen).map {
        exp(scale * dot(q, at, k, $0 * s.keyStride))
      }
      let sum = scores.reduce(0, +)
      let p = scores.map { $0 / sum }
      let dp = (0..<seen).map { dot(dy, at, v, $0 * s.keyStride) }
      let inner = zip(p, dp).reduce(0) { $0 + $1.0 * $1.1 }
      for i in 0..<s.size {
        y[at + i] = (0..<seen).reduce(0) {
          $0 + p[$1] * Double(v[$1 * s.keyStride + i])
        }
        for t in 0..<seen {
          let (key, ds) = (t * s.keyStride + i, p[t] * (dp[t] - inner) * scale)
          dq[at + i] += ds * Double(k[key])
          dk[key] += ds * Double(q[at + i])
          dv[key] += p[t] * Double(dy[at + i])
        }
      }
    }
  }
}
