extension Tensor {
  /// The product of matrices, or of two batches of matrices one by one.
  ///
  /// - Parameters:
  ///   - other: its matrices stand for `self`'s columns by the result's.
  ///   - transposed: whether `self`'s matrices are taken transposed.
  ///   - otherTransposed: whether `other`'s are.
  /// - Returns: `m x n` for op(self) `m x k` and op(other) `k x n`, for each
  ///   of a batch.
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` or
  ///   ``TensorError/places(operation:)``.
  /// - Complexity: O(m x k x n) for each of a batch.
  public func times(
    _ other: Tensor, transposed: Bool = false, otherTransposed: Bool = false
  ) throws -> Tensor {
    guard shape.rank == other.shape.rank, shape.rank >= 2,
      shape.rank == 2 || shape[0] == other.shape[0]
    else {
      throw TensorError.shapes(operation: "times", shape, other.shape)
    }
    let batch = shape.rank == 3 ? shape[0] : 1
    let product = BatchedProduct(
      a: self, b: other, batch: batch, transposeA: transposed,
      transposeB: otherTransposed)
    guard product.inner == product.otherInner else {
      throw TensorError.shapes(operation: "times", shape, other.shape)
    }
    let place = try Self.commonPlace(self, other, operation: "times")
    let (m, n, k) = (product.rows, product.columns, product.inner)
    return try Self.result(
      shape.rank == 3 ? Shape(batch, m, n) : Shape(m, n),
      Work(.matrixMatrix, macs: batch * m * n * k, rows: m), at: place, input,
      other.input, compute: product.forward, carryingBack: product.backward)
  }
}

/// Products of matrices over raw memory.
private struct BatchedProduct {
  let a: Tensor
  let b: Tensor
  let batch: Int
  let transposeA: Bool
  let transposeB: Bool

  // Extents as they are stored.
  private var aRows: Int { a.shape[a.shape.rank - 2] }
  private var aColumns: Int { a.shape.columns }
  private var bRows: Int { b.shape[b.shape.rank - 2] }
  private var bColumns: Int { b.shape.columns }

  var rows: Int { transposeA ? aColumns : aRows }
  var inner: Int { transposeA ? aRows : aColumns }
  var otherInner: Int { transposeB ? bColumns : bRows }
  var columns: Int { transposeB ? bRows : bColumns }

  func forward(_ y: UnsafeMutablePointer<Float>) throws {
    let (m, n, k) = (rows, columns, inner)
    guard m > 0, n > 0 else { return }
    guard k > 0 else { return y.update(repeating: 0, count: batch * m * n) }
    try OpenBLAS.load()
    for sample in 0..<batch {
      Product(
        m: m, n: n, k: k, transposeA: transposeA, transposeB: transposeB)(
          a.pointer + sample * m * k, aColumns, b.pointer + sample * k * n,
          bColumns, to: y + sample * m * n, n)
    }
  }

  /// With C = op(A) op(B): dop(A) = dC op(B)ᵀ and dop(B) = op(A)ᵀ dC, each
  /// transposed again where the operand is.
  func backward(_ dy: UnsafePointer<Float>) {
    let (m, n, k) = (rows, columns, inner)
    guard m > 0, n > 0, k > 0 else { return }
    for sample in 0..<batch {
      let dc = dy + sample * m * n
      let (pa, pb) = (a.pointer + sample * m * k, b.pointer + sample * k * n)
      if let da = a.gradient.map({ $0 + sample * m * k }) {
        if transposeA {
          product(
            transposeB, true, k, m, n, pb, bColumns, dc, n, da, aColumns)
        } else {
          product(
            false, !transposeB, m, k, n, dc, n, pb, bColumns, da, aColumns)
        }
      }
      if let db = b.gradient.map({ $0 + sample * k * n }) {
        if transposeB {
          product(
            true, transposeA, n, k, m, dc, n, pa, aColumns, db, bColumns)
        } else {
          product(
            !transposeA, false, k, n, m, pa, aColumns, dc, n, db, bColumns)
        }
      }
    }
  }

  private func product(
    _ transposeX: Bool, _ transposeY: Bool, _ m: Int, _ n: Int, _ k: Int,
    _ x: UnsafePointer<Float>, _ ldx: Int, _ y: UnsafePointer<Float>,
    _ ldy: Int, _ to: UnsafeMutablePointer<Float>, _ ld: Int
  ) {
    Product(
      m: m, n: n, k: k, transposeA: transposeX, transposeB: transposeY, beta: 1
    )(x, ldx, y, ldy, to: to, ld)
  }
}
