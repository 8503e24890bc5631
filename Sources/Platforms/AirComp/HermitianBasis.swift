/// Coordinates of small Hermitian matrices in an orthonormal real basis:
/// `E_pp`, and for p < q `(E_pq + E_qp) / sqrt 2` and `j (E_pq - E_qp) /
/// sqrt 2`, so that `<A, B> = tr(A B)` is the scalar product of coordinates.
struct HermitianBasis {
  let size: Int
  /// Dimension, `size * size`.
  var count: Int { size * size }

  /// The matrix with these coordinates.
  func matrix(_ coordinates: some Collection<Double>) -> ComplexMatrix {
    var matrix = ComplexMatrix(rows: size, columns: size)
    var next = coordinates.makeIterator()
    let half = 0.5.squareRoot()
    for p in 0..<size {
      matrix[p, p] = Complex(next.next() ?? 0)
      for q in (p + 1)..<max(p + 1, size) {
        let re = next.next() ?? 0
        let value = half * Complex(re, next.next() ?? 0)
        matrix[p, q] = value
        matrix[q, p] = value.conjugate
      }
    }
    return matrix
  }

  /// The coordinates of a Hermitian matrix; its upper triangle counts.
  func coordinates(_ matrix: ComplexMatrix) -> [Double] {
    var found: [Double] = []
    found.reserveCapacity(count)
    let double = 2.0.squareRoot()
    for p in 0..<size {
      found.append(matrix[p, p].real)
      for q in (p + 1)..<max(p + 1, size) {
        found.append(double * matrix[p, q].real)
        found.append(double * matrix[p, q].imaginary)
      }
    }
    return found
  }

  /// Adds the coordinates of `T E_a T^H` for each E_a, one a column, to
  /// `target` with `stride` numbers from column to column.
  ///
  /// T is the block `[size, size]` of `t` that starts at (`row`, `column`).
  /// O(size^4), no allocations.
  func addCongruences(
    of t: ComplexMatrix, row: Int, column: Int,
    to target: UnsafeMutablePointer<Double>, stride: Int
  ) {
    t.entries.withUnsafeBufferPointer { entries in
      guard var block = entries.baseAddress else { return }
      block += row + column * t.rows
      var into = target
      for p in 0..<size {
        let left = block + p * t.rows
        add(left, left, 0, into)
        into += stride
        for q in (p + 1)..<max(p + 1, size) {
          let right = block + q * t.rows
          add(left, right, 1, into)
          add(left, right, -1, into + stride)
          into += 2 * stride
        }
      }
    }
  }

  /// Adds the coordinates of `u u^H` (kind 0), `(u v^H + v u^H) / sqrt 2` (1)
  /// or `j (u v^H - v u^H) / sqrt 2` (-1).
  @inline(__always)
  private func add(
    _ u: UnsafePointer<Complex>, _ v: UnsafePointer<Complex>, _ kind: Int,
    _ target: UnsafeMutablePointer<Double>
  ) {
    let double = 2.0.squareRoot()
    var at = 0
    for i in 0..<size {
      let own = u[i] * v[i].conjugate
      switch kind {
      case 0: target[at] += own.real
      case 1: target[at] += double * own.real
      default: target[at] -= double * own.imaginary
      }
      at += 1
      for j in (i + 1)..<max(i + 1, size) {
        let z = u[i] * v[j].conjugate
        let turned = (u[j] * v[i].conjugate).conjugate
        switch kind {
        case 0:
          target[at] += double * z.real
          target[at + 1] += double * z.imaginary
        case 1:
          target[at] += z.real + turned.real
          target[at + 1] += z.imaginary + turned.imaginary
        default:
          target[at] += turned.imaginary - z.imaginary
          target[at + 1] += z.real - turned.real
        }
        at += 2
      }
    }
  }
}
