/// A small dense complex matrix (up to some 64 rows), column-major.
///
/// Products are plain loops: at these sizes a library call costs as much as
/// the arithmetic. Decompositions are LAPACK's, in `ComplexMatrix+LAPACK`.
public struct ComplexMatrix: Equatable, Sendable {
  /// Number of rows.
  public let rows: Int
  /// Number of columns.
  public let columns: Int
  /// The entries, column after column: `rows * columns`.
  public internal(set) var entries: [Complex]

  /// A matrix of zeros.
  public init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    entries = Array(repeating: .zero, count: rows * columns)
  }

  /// The matrix whose entry (i, j) is `entry(i, j)`.
  public init(
    rows: Int, columns: Int, _ entry: (_ row: Int, _ column: Int) -> Complex
  ) {
    self.init(rows: rows, columns: columns)
    for j in 0..<columns {
      for i in 0..<rows { self[i, j] = entry(i, j) }
    }
  }

  /// The unit matrix times `value`.
  public static func identity(_ size: Int, times value: Double = 1) -> Self {
    ComplexMatrix(rows: size, columns: size) {
      $0 == $1 ? Complex(value) : .zero
    }
  }

  /// The entry in `row` and `column`, counted from 0.
  public subscript(row: Int, column: Int) -> Complex {
    @inline(__always) get { entries[row + column * rows] }
    @inline(__always) set { entries[row + column * rows] = newValue }
  }

  /// Rows and columns changed over, and conjugated: `A^H`.
  public var adjoint: ComplexMatrix {
    ComplexMatrix(rows: columns, columns: rows) { self[$1, $0].conjugate }
  }

  /// The sum of the real parts on the diagonal.
  public var realTrace: Double {
    (0..<min(rows, columns)).reduce(0) { $0 + self[$1, $1].real }
  }

  /// The squared Frobenius norm, `tr A A^H`.
  public var squaredNorm: Double {
    entries.reduce(0) { $0 + $1.squaredMagnitude }
  }

  /// Whether no entry is infinite or no number.
  public var isFinite: Bool {
    entries.allSatisfy { $0.real.isFinite && $0.imaginary.isFinite }
  }

  /// The columns in `range`.
  func columns(_ range: Range<Int>) -> ComplexMatrix {
    ComplexMatrix(rows: rows, columns: range.count) {
      self[$0, $1 + range.lowerBound]
    }
  }

  /// The matrix with column j times `factors[j]`.
  func scalingColumns(by factors: [Double]) -> ComplexMatrix {
    ComplexMatrix(rows: rows, columns: columns) { factors[$1] * self[$0, $1] }
  }

  /// `A B`; the inner sizes must agree. O(rows x inner x columns).
  static func * (a: ComplexMatrix, b: ComplexMatrix) -> ComplexMatrix {
    precondition(a.columns == b.rows)
    var product = ComplexMatrix(rows: a.rows, columns: b.columns)
    product.entries.withUnsafeMutableBufferPointer { into in
      a.entries.withUnsafeBufferPointer { left in
        for j in 0..<b.columns {
          for k in 0..<a.columns {
            let factor = b[k, j]
            let (column, target) = (k * a.rows, j * a.rows)
            for i in 0..<a.rows {
              into[target + i] += left[column + i] * factor
            }
          }
        }
      }
    }
    return product
  }

  static func * (factor: Double, a: ComplexMatrix) -> ComplexMatrix {
    var product = a
    for i in product.entries.indices {
      product.entries[i] = factor * product.entries[i]
    }
    return product
  }

  static func + (a: ComplexMatrix, b: ComplexMatrix) -> ComplexMatrix {
    precondition(a.rows == b.rows && a.columns == b.columns)
    var sum = a
    for i in sum.entries.indices { sum.entries[i] += b.entries[i] }
    return sum
  }

  static func - (a: ComplexMatrix, b: ComplexMatrix) -> ComplexMatrix {
    a + -1 * b
  }
}
