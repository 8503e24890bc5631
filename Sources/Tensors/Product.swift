import COpenBLAS

/// A product of matrices in row-major memory, `C = op(A) op(B) + beta C`.
struct Product {
  /// Rows of C.
  var m: Int
  /// Columns of C.
  var n: Int
  /// The extent that is summed over.
  var k: Int
  var transposeA = false
  var transposeB = false
  /// 0 to replace C, 1 to add to it.
  var beta: Float = 0

  /// Multiply-accumulates up to which OpenBLAS takes operands as they are
  /// instead of packing them first, where it knows how to.
  private static let unpacked = 1_000_000
  /// Up to this extent of C packing costs as much as it gains.
  private static let narrow = 16

  /// Computes it; OpenBLAS must be loaded. Strides are between stored rows.
  ///
  /// Tall operands of narrow products are taken in pieces.
  func callAsFunction(
    _ a: UnsafePointer<Float>, _ lda: Int, _ b: UnsafePointer<Float>,
    _ ldb: Int, to c: UnsafeMutablePointer<Float>, _ ldc: Int
  ) {
    if n <= Self.narrow || m <= Self.narrow, transposeA, !transposeB {
      let step = Self.piece(m * n)
      var at = 0
      repeat {
        var part = self
        part.k = min(step, k - at)
        if at > 0 { part.beta = 1 }
        part.call(a + at * lda, lda, b + at * ldb, ldb, c, ldc)
        at += step
      } while at < k
    } else if k <= Self.narrow, !transposeA {
      let step = Self.piece(n * k)
      for at in stride(from: 0, to: m, by: step) {
        var part = self
        part.m = min(step, m - at)
        part.call(a + at * lda, lda, b, ldb, c + at * ldc, ldc)
      }
    } else {
      call(a, lda, b, ldb, c, ldc)
    }
  }

  /// The largest power of two of which `area` multiply-accumulates each stay
  /// unpacked.
  private static func piece(_ area: Int) -> Int {
    var step = 64
    while 2 * step * area <= unpacked { step *= 2 }
    return step
  }

  private func call(
    _ a: UnsafePointer<Float>, _ lda: Int, _ b: UnsafePointer<Float>,
    _ ldb: Int, _ c: UnsafeMutablePointer<Float>, _ ldc: Int
  ) {
    copenblas_sgemm(
      transposeA ? 1 : 0, transposeB ? 1 : 0, Int32(m), Int32(n), Int32(k), 1,
      a, Int32(lda), b, Int32(ldb), beta, c, Int32(ldc))
  }
}
