/// Beamformers of L columns from a matrix Q of any rank: its leading
/// eigenvectors, the same scaled by the roots of their eigenvalues, and
/// `count` draws of CN(0, Q).
struct GaussianRandomization {
  var count: Int
  var seed: UInt64
  var block: UInt64

  /// The candidate of least alpha.
  func best(
    from q: ComplexMatrix, _ cost: ZeroForcingCost
  ) throws -> ComplexMatrix {
    let (values, vectors) = try q.hermitianEigen()
    let root = vectors.scalingColumns(
      by: values.map { max($0, 0).squareRoot() })
    let leading = (q.columns - cost.streams)..<q.columns
    let draws = GaussianDraws(
      seed: seed, purpose: .randomization, block: block)
    var best = vectors.columns(leading)
    var least = cost.alpha(best)
    func consider(_ g: ComplexMatrix) {
      let alpha = cost.alpha(g)
      if alpha < least { (best, least) = (g, alpha) }
    }
    consider(root.columns(leading))
    for draw in 0..<count {
      consider(
        root
          * draws.matrix(rows: q.columns, columns: cost.streams, number: draw))
    }
    return best
  }
}
