/// A bound that no beamformer beats (L = N_t): the optimum without the rank
/// condition alone,
///
///     min tr Q  such that  tr (H_n^H Q H_n)^-1 <= L / w_n,  Q >= 0.
///
/// Found from its dual, so that ``alpha`` is a bound even where the method
/// stops early.
public struct LowerBound: Sendable {
  /// No alpha is below.
  public let alpha: Double
  /// tr Q of a feasible Q: the bound cannot be raised above this.
  public let primalValue: Double

  /// Computes it.
  ///
  /// - Throws: ``AirCompError/fewStreams(_:streams:deviceAntennas:)`` unless
  ///   L = N_t, ``AirCompError/barrier(relativeGap:)``, `TensorError.noBLAS`.
  public init(of problem: AggregationProblem) throws {
    try problem.requireAllStreams(for: "the lower bound")
    let found = try DualBarrier(
      .bound, channels: problem.channels, weights: problem.weights
    ).solve()
    alpha = found.dual
    primalValue = found.primal.realTrace
  }
}
