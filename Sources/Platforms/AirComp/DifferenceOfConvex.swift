/// Difference-of-convex rounds for the rank of Q, after Yang, Jiang, Shi and
/// Ding (IEEE TWC 19(3), 2020): `min tr Q + penalty (tr Q - sum of the L
/// largest eigenvalues)` under the relaxation's constraints, linearised around
/// the last Q. The form for ranks above one is derived here.
///
/// A round's objective is tr(W Q) with `W = (1 + penalty) I - penalty U U^H`,
/// U the leading eigenvectors; with `H' = W^(-1/2) H` it is the relaxation
/// again.
struct DifferenceOfConvex {
  /// The weight of what is beyond rank L.
  var penalty = 10.0
  /// The most rounds.
  var rounds = 20
  /// Ends when no more than this part of tr Q is beyond rank L.
  var rankTolerance = 1e-6

  /// The beamformer of least alpha of all rounds.
  ///
  /// - Throws: as ``Relaxation/init(of:by:)``.
  func beamformer(
    for problem: AggregationProblem, _ cost: ZeroForcingCost
  ) throws -> ComplexMatrix {
    var q = try Relaxation(of: problem, by: .barrier).primal
    var best: (g: ComplexMatrix, alpha: Double)?
    for round in 0...rounds {
      let (values, vectors) = try q.hermitianEigen()
      let rank = (q.columns - problem.streams)..<q.columns
      let roots = values.map { max($0, 0).squareRoot() }
      let g = vectors.scalingColumns(by: roots).columns(rank)
      let alpha = cost.alpha(g)
      if alpha < best?.alpha ?? .infinity { best = (g, alpha) }
      let beyond = values.prefix(rank.lowerBound).reduce(0) { $0 + max($1, 0) }
      if beyond <= rankTolerance * q.realTrace || round == rounds { break }
      let u = vectors.columns(rank)
      let inside = u * u.adjoint
      let shrink = 1 / (1 + penalty).squareRoot()
      let w = .identity(q.rows, times: shrink) + (1 - shrink) * inside
      let turned = try Relaxation(
        problem.channels.map { w * $0 }, problem.weights)
      q = w * turned.primal * w
    }
    guard let best else { throw AirCompError.singular(device: nil) }
    return best.g
  }
}
