import Foundation

/// The long-term model assignment: shares of the model that lower the mean of
/// the relaxation's optimum over fading, found from one channel draw at a time
/// (the mixed-timescale idea of arXiv 2503.14882).
///
/// With A and B_n fixed the error does not depend on the shares, so the tight
/// form is differentiated, which is exact: `d alpha / d w_n = tr Y_n` and
/// `d w_n / d m_n = w_n^2 e_n s_tot / L_0`. The smoothed gradient u makes a
/// quadratic surrogate `u^T (m - m^t) + eta |m - m^t|^2`, whose minimiser is a
/// projection. The optimum is convex in the shares, so the limit is global.
public struct SuccessiveConvexApproximation: Equatable, Sendable {
  /// Channel draws, one each.
  public var iterations = 80
  /// The gradient's step is `(1 + t)^-gradientDecay`.
  public var gradientDecay = 0.6
  /// The shares' step is `(1 + t)^-shareDecay`; falls faster.
  public var shareDecay = 0.9
  /// eta, in the unit of alpha; `nil` for 0.7 of the first draw's optimum,
  /// which makes the steps independent of the unit of energy.
  public var proximalWeight: Double?
  /// Who solves the relaxations.
  public var solver = SemidefiniteSolver.barrier
  /// The first fading block that is drawn.
  public var firstBlock: UInt64 = 0

  /// The constants that the tables of this repository use.
  public init() {}

  /// What happened.
  public struct Path: Equatable, Sendable {
    /// The shares before the first and after each iteration.
    public internal(set) var shares: [[Double]]
    /// The relaxation's optimum of each draw, at the shares before it.
    public internal(set) var optima: [Double] = []

    /// The shares after the last iteration; they sum to 1.
    public var last: [Double] { shares.last ?? [] }
  }

  /// The path from equal shares on.
  ///
  /// - Throws: ``AirCompError/caps(sum:)`` if the energies are too small for
  ///   the model, and what ``Relaxation/init(of:by:)`` throws.
  public func path(
    for budget: EnergyBudget, over fading: RicianFading, streams: Int
  ) throws -> Path {
    let count = budget.devices.count
    guard fading.pathGains.count == count else {
      throw AirCompError.size(
        "path gains", fading.pathGains.count, expected: count)
    }
    guard iterations >= 0 else {
      throw AirCompError.number(
        "iterations", Double(iterations), expected: "0 or more")
    }
    if let weight = proximalWeight, !(weight > 0 && weight.isFinite) {
      throw AirCompError.number(
        "the proximal weight", weight, expected: "a finite number above 0")
    }
    let simplex = try CappedSimplex(caps: budget.largestShares)
    var shares = simplex.projection(
      of: Array(repeating: 1 / Double(count), count: count))
    var path = Path(shares: [shares])
    var gradient = [Double](repeating: 0, count: count)
    for t in 0..<iterations {
      let draw = try draw(
        budget, fading.channels(block: firstBlock &+ UInt64(t)), shares, streams
      )
      path.optima.append(draw.optimum)
      let eta = proximalWeight ?? 0.7 * path.optima[0]
      let rho = pow(1 + Double(t), -gradientDecay)
      let gamma = pow(1 + Double(t), -shareDecay)
      gradient = zip(gradient, draw.gradient).map {
        (1 - rho) * $0 + rho * $1
      }
      let target = simplex.projection(
        of: zip(shares, gradient).map { $0 - $1 / (2 * eta) })
      shares = zip(shares, target).map { (1 - gamma) * $0 + gamma * $1 }
      path.shares.append(shares)
    }
    return path
  }

  /// The optimum on one draw of channels, and its gradient with respect to the
  /// shares.
  func draw(
    _ budget: EnergyBudget, _ channels: [ComplexMatrix], _ shares: [Double],
    _ streams: Int
  ) throws -> (optimum: Double, gradient: [Double]) {
    let weights = try budget.weights(shares: shares)
    let problem = try AggregationProblem(
      channels: channels, weights: weights, streams: streams)
    let relaxed = try Relaxation(of: problem, by: solver)
    let slopes = budget.weightSlopes(weights)
    return (
      relaxed.dualValue, zip(relaxed.multiplierTraces, slopes).map { $0 * $1 }
    )
  }
}
