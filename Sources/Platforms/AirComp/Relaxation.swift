/// Who solves a semidefinite program.
public enum SemidefiniteSolver: String, CaseIterable, Sendable {
  /// CSDP, on the primal with N N_t^2 constraints.
  case csdp
  /// The dual barrier method of this module; several times as fast.
  case barrier
}

/// The semidefinite relaxation of the beamforming problem (L = N_t):
///
///     min tr Q   such that   H_n^H Q H_n >= w_n I,  Q >= 0
///     max sum_n w_n tr Y_n   such that   sum_n H_n Y_n H_n^H <= I,  Y_n >= 0
///
/// After arXiv 2502.12559: tr (..)^-1 is replaced by L over the least
/// eigenvalue, and the rank of Q = alpha G G^H is dropped. The first only
/// restricts and the second only relaxes, so the optimum is no bound on alpha;
/// see ``LowerBound``.
public struct Relaxation: Sendable {
  /// Q, `[N_r, N_r]`, feasible.
  public let primal: ComplexMatrix
  /// tr Q.
  public let primalValue: Double
  /// `sum_n w_n tr Y_n`.
  public let dualValue: Double
  /// tr Y_n: the derivative of the optimum with respect to w_n.
  public let multiplierTraces: [Double]

  /// Solves it.
  ///
  /// - Throws: ``AirCompError/fewStreams(_:streams:deviceAntennas:)`` unless
  ///   L = N_t, ``AirCompError/solver(code:)``,
  ///   ``AirCompError/barrier(relativeGap:)``, `TensorError.noBLAS`.
  public init(
    of problem: AggregationProblem, by solver: SemidefiniteSolver
  ) throws {
    try problem.requireAllStreams(for: "the relaxation")
    switch solver {
    case .csdp: self = try RelaxationProgram(problem).solve()
    case .barrier:
      self = try Relaxation(problem.channels, problem.weights)
    }
  }

  init(
    primal: ComplexMatrix, dualValue: Double, multiplierTraces: [Double]
  ) {
    self.primal = primal
    primalValue = primal.realTrace
    self.dualValue = dualValue
    self.multiplierTraces = multiplierTraces
  }

  /// By the barrier method.
  init(_ channels: [ComplexMatrix], _ weights: [Double]) throws {
    let found = try DualBarrier(
      .relaxation, channels: channels, weights: weights
    ).solve()
    self.init(
      primal: found.primal, dualValue: found.dual,
      multiplierTraces: found.multipliers.map(\.realTrace))
  }
}
