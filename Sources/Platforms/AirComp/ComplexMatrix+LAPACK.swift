import Foundation
import COpenBLAS
import Tensors

/// Decompositions, by the LAPACK inside OpenBLAS.
extension ComplexMatrix {
  /// Eigenvalues of a Hermitian matrix, ascending, and its eigenvectors, one a
  /// column.
  ///
  /// - Throws: ``AirCompError/decomposition(_:code:)``; `TensorError.noBLAS`.
  public func hermitianEigen() throws -> (
    values: [Double], vectors: ComplexMatrix
  ) {
    precondition(rows == columns)
    var vectors = self
    var values = [Double](repeating: 0, count: rows)
    try vectors.lapack("zheev") {
      copenblas_zheev(Int32(rows), $0, &values)
    }
    return (values, vectors)
  }

  /// The thin singular value decomposition `U diag(values) V^H`, values
  /// falling.
  ///
  /// - Throws: ``AirCompError/decomposition(_:code:)``; `TensorError.noBLAS`.
  public func singularValues() throws -> (
    left: ComplexMatrix, values: [Double], rightAdjoint: ComplexMatrix
  ) {
    let small = min(rows, columns)
    var copy = self
    var left = ComplexMatrix(rows: rows, columns: small)
    var right = ComplexMatrix(rows: small, columns: columns)
    var values = [Double](repeating: 0, count: small)
    try copy.lapack("zgesvd") { a in
      left.withDoubles { u in
        right.withDoubles { v in
          copenblas_zgesvd(Int32(rows), Int32(columns), a, &values, u, v)
        }
      }
    }
    return (left, values, right)
  }

  /// The inverse and the logarithm of the determinant of a Hermitian matrix;
  /// `nil` if it is not positive definite to working precision.
  ///
  /// - Throws: ``AirCompError/decomposition(_:code:)``; `TensorError.noBLAS`.
  func positiveInverse() throws -> (
    inverse: ComplexMatrix, logDeterminant: Double
  )? {
    guard var inverse = try choleskyFactor() else { return nil }
    var logDeterminant = 0.0
    for i in 0..<rows { logDeterminant += 2 * log(inverse[i, i].real) }
    guard logDeterminant.isFinite else { return nil }
    try inverse.lapack("zpotri") { copenblas_zpotri(Int32(rows), $0) }
    for j in 1..<max(1, columns) {
      for i in 0..<j { inverse[i, j] = inverse[j, i].conjugate }
    }
    return inverse.isFinite ? (inverse, logDeterminant) : nil
  }

  /// The factor `L` of `L L^H` with zeros above the diagonal; `nil` if the
  /// Hermitian matrix is not positive definite to working precision.
  ///
  /// - Throws: ``AirCompError/decomposition(_:code:)``; `TensorError.noBLAS`.
  public func choleskyFactor() throws -> ComplexMatrix? {
    precondition(rows == columns)
    try OpenBLAS.load()
    var factor = self
    let code = factor.withDoubles { copenblas_zpotrf(Int32(rows), $0) }
    guard code == 0 else {
      if code > 0 { return nil }
      throw AirCompError.decomposition("zpotrf", code: Int(code))
    }
    for j in 1..<max(1, columns) {
      for i in 0..<j { factor[i, j] = .zero }
    }
    return factor
  }

  /// `A^(1/2)` or another function of a Hermitian matrix, by its eigenvalues.
  func hermitianFunction(_ value: (Double) -> Double) throws -> ComplexMatrix {
    let (values, vectors) = try hermitianEigen()
    return vectors.scalingColumns(by: values.map(value)) * vectors.adjoint
  }

  /// Runs a LAPACK function on the entries as pairs of doubles.
  private mutating func lapack(
    _ name: String, _ body: (UnsafeMutablePointer<Double>) -> Int32
  ) throws {
    try OpenBLAS.load()
    let code = withDoubles(body)
    if code != 0 { throw AirCompError.decomposition(name, code: Int(code)) }
  }

  /// The entries as pairs of doubles, in place.
  private mutating func withDoubles<Result>(
    _ body: (UnsafeMutablePointer<Double>) -> Result
  ) -> Result {
    let count = 2 * entries.count
    return entries.withUnsafeMutableBytes { bytes in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: 1) { spare in
        let bound = bytes.bindMemory(to: Double.self)
        precondition(bound.count == count)
        // An empty matrix has no address; LAPACK gets one that it never reads.
        return body(bound.baseAddress ?? spare.baseAddress.unsafelyUnwrapped)
      }
    }
  }
}
