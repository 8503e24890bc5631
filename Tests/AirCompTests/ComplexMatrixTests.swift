import Foundation
import Testing

@testable import Platforms

/// Decompositions give back the matrix that they were made from.
struct ComplexMatrixTests {
  static let sizes = [1, 2, 4, 7, 20, 64]

  @Test func productByHand() {
    let a = ComplexMatrix(rows: 1, columns: 2) { _, j in
      j == 0 ? Complex(1, 2) : Complex(0, -1)
    }
    let product = a * a.adjoint
    #expect(product.rows == 1 && product.columns == 1)
    #expect(product[0, 0] == Complex(6, 0))
    let outer = a.adjoint * a
    // conj(1 + 2j) (-j) = (1 - 2j) (-j) = -2 - j
    #expect(outer[0, 1] == Complex(-2, -1))
    #expect(outer.realTrace == a.squaredNorm)
  }

  @Test(arguments: sizes)
  func eigenvectorsDiagonalise(_ size: Int) throws {
    let random = randomMatrix(size, size, seed: UInt64(size))
    let a = random + random.adjoint
    let (values, vectors) = try a.hermitianEigen()
    #expect(values == values.sorted())
    let again = vectors.scalingColumns(by: values) * vectors.adjoint
    #expect(largest(again - a) < 1e-12 * Double(size))
    let unit = vectors.adjoint * vectors - .identity(size)
    #expect(largest(unit) < 1e-12 * Double(size))
  }

  @Test(arguments: sizes, [1, 3, 8])
  func singularValuesRebuild(_ rows: Int, _ columns: Int) throws {
    let a = randomMatrix(rows, columns, seed: UInt64(rows * 100 + columns))
    let (left, values, right) = try a.singularValues()
    #expect(values == values.sorted(by: >))
    #expect(values.allSatisfy { $0 >= 0 })
    #expect(largest(left.scalingColumns(by: values) * right - a) < 1e-11)
    let sum = values.reduce(0) { $0 + $1 * $1 }
    #expect(abs(sum / a.squaredNorm - 1) < 1e-12)
  }

  @Test(arguments: sizes)
  func choleskyAndInverse(_ size: Int) throws {
    let random = randomMatrix(size, size, seed: UInt64(1000 + size))
    let a = random * random.adjoint + .identity(size, times: 0.1)
    let factor = try #require(try a.choleskyFactor())
    #expect(largest(factor * factor.adjoint - a) < 1e-11)
    let (inverse, logDeterminant) = try #require(try a.positiveInverse())
    #expect(largest(inverse * a - .identity(size)) < 1e-8)
    let eigen = try a.hermitianEigen().values
    let expected = eigen.reduce(0) { $0 + log($1) }
    #expect(abs(logDeterminant - expected) < 1e-9)
  }

  @Test func indefiniteHasNoFactor() throws {
    let a = ComplexMatrix(rows: 2, columns: 2) { i, j in
      Complex(i == j ? 1 : 2)
    }
    #expect(try a.choleskyFactor() == nil)
    #expect(try a.positiveInverse() == nil)
  }

  /// The basis is orthonormal, and congruences are what they say.
  @Test(arguments: 1...4)
  func hermitianBasis(_ size: Int) throws {
    let basis = HermitianBasis(size: size)
    let units = (0..<basis.count).map { a in
      basis.matrix((0..<basis.count).map { $0 == a ? 1 : 0 })
    }
    let t = randomMatrix(size + 2, size + 1, seed: UInt64(size))
    let inner = ComplexMatrix(rows: size, columns: size) { t[$0 + 1, $1 + 1] }
    let count = basis.count
    var found = [Double](repeating: 0, count: count * count)
    found.withUnsafeMutableBufferPointer {
      guard let base = $0.baseAddress else { return }
      basis.addCongruences(of: t, row: 1, column: 1, to: base, stride: count)
    }
    for (a, unit) in units.enumerated() {
      #expect(largest(unit - unit.adjoint) == 0)
      for (b, other) in units.enumerated() {
        let product = (unit * other).realTrace
        #expect(abs(product - (a == b ? 1 : 0)) < 1e-15)
      }
      let expected = basis.coordinates(inner * unit * inner.adjoint)
      for b in 0..<count {
        #expect(abs(found[a * count + b] - expected[b]) < 1e-13)
      }
    }
  }
}
