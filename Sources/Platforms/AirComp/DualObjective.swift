/// What the dual barrier maximises over Y_n >= 0 with
/// `sum_n H_n Y_n H_n^H <= I`. Both are concave and of degree 1.
enum DualObjective {
  /// `sum_n w_n tr Y_n`: dual to `min tr Q`, `H_n^H Q H_n >= w_n I`.
  case relaxation
  /// `sum_n (w_n / L) (tr Y_n^(1/2))^2`: dual to `min tr Q`,
  /// `tr (H_n^H Q H_n)^-1 <= L / w_n` with L = N_t. Follows from
  /// `inf_X (lambda tr X^-1 + tr Y X) = 2 sqrt(lambda) tr Y^(1/2)`, with the
  /// best lambda put in.
  case bound

  /// The summand of one device.
  func value(_ y: ComplexMatrix, weight: Double) throws -> Double {
    switch self {
    case .relaxation: return weight * y.realTrace
    case .bound:
      let root = try y.hermitianEigen().values.reduce(0) {
        $0 + max($1, 0).squareRoot()
      }
      return weight / Double(y.rows) * root * root
    }
  }

  /// By how much Q must grow to keep a device's condition, which is on
  /// `received = H_n^H Q H_n`; infinite if no growth helps.
  func excess(_ received: ComplexMatrix, weight: Double) throws -> Double {
    switch self {
    case .relaxation:
      let least = try received.hermitianEigen().values.first ?? 0
      return least > 0 ? weight / least : .infinity
    case .bound:
      let trace = try received.positiveInverse()?.inverse.realTrace
      return weight / Double(received.rows) * (trace ?? .infinity)
    }
  }

  /// The gradient of one device's summand, and minus its Hessian in `basis`
  /// (column-major; `nil` where it is zero).
  func slope(
    _ y: ComplexMatrix, weight: Double, _ basis: HermitianBasis
  ) throws -> (gradient: ComplexMatrix, curvature: [Double]?) {
    switch self {
    case .relaxation: return (.identity(y.rows, times: weight), nil)
    case .bound: return try boundSlope(y, weight, basis)
    }
  }

  /// With s = tr Y^(1/2): the gradient is `(w / L) s Y^(-1/2)`, and the second
  /// derivative `(2 w / L) (Ds Ds + s D^2 s)`, where in the eigenbasis of Y
  /// `D^2 s (E, E) = -1/2 sum_ij |E_ij|^2 / (r_i r_j (r_i + r_j))` with r the
  /// roots of the eigenvalues.
  private func boundSlope(
    _ y: ComplexMatrix, _ weight: Double, _ basis: HermitianBasis
  ) throws -> (ComplexMatrix, [Double]?) {
    let (values, vectors) = try y.hermitianEigen()
    let roots = values.map { max($0, 1e-300).squareRoot() }
    let sum = roots.reduce(0, +)
    let factor = weight / Double(y.rows)
    let adjoint = vectors.adjoint
    let inverse = vectors.scalingColumns(by: roots.map { 1 / $0 }) * adjoint
    let first = basis.coordinates(inverse)
    var curvature: [Double] = []
    for a in 0..<basis.count {
      let unit = basis.matrix((0..<basis.count).map { $0 == a ? 1 : 0 })
      var inner = adjoint * unit * vectors
      for j in 0..<inner.columns {
        for i in 0..<inner.rows {
          let divisor = roots[i] * roots[j] * (roots[i] + roots[j])
          inner[i, j] = sum / divisor * inner[i, j]
        }
      }
      let second = basis.coordinates(vectors * inner * adjoint)
      curvature += zip(first, second).map {
        factor * ($1 - 0.5 * first[a] * $0)
      }
    }
    return (factor * sum * inverse, curvature)
  }
}
