/// The algorithms that choose a beamformer, by the names that they have in
/// manifests.
public enum TransceiverDesign: String, CaseIterable, Sendable {
  /// Semidefinite relaxation and Gaussian randomisation: the published way
  /// (arXiv 2502.12559).
  case relaxation
  /// The same, then ``Refinement``.
  case relaxationRefined = "relaxation-refined"
  /// Leading eigenvectors of the weighted centroid.
  case centroid
  /// The same, then ``Refinement``: fast, and near the lower bound.
  case centroidRefined = "centroid-refined"
  /// The centroid of Zhu and Huang (arXiv 1803.11129).
  case zhuHuang = "zhu-huang"
  /// Difference-of-convex rounds (Yang et al., IEEE TWC 2020).
  case differenceOfConvex = "difference-of-convex"
  /// Orthonormal and random, whatever the channel.
  case random

  /// What the algorithms can be told.
  public struct Options: Equatable, Sendable {
    /// Gaussian randomisations after a relaxation.
    public var randomizations = 100
    /// Who solves the relaxation.
    public var solver = SemidefiniteSolver.csdp
    /// How refinement goes.
    public var refinement = Refinement()
    /// Names the random draws.
    public var seed: UInt64 = 0
    /// The fading block, which names them, too.
    public var block: UInt64 = 0

    /// The defaults; see the properties.
    public init() {}
  }

  /// The algorithm of this name.
  ///
  /// - Throws: ``AirCompError/name(_:kind:known:)``.
  public init(named name: String) throws {
    guard let design = Self(rawValue: name) else {
      throw AirCompError.name(
        name, kind: "transceiver design", known: Self.allCases.map(\.rawValue))
    }
    self = design
  }

  /// A transceiver for `problem`.
  ///
  /// - Throws: ``AirCompError``; `TensorError.noBLAS` without OpenBLAS.
  public func callAsFunction(
    _ problem: AggregationProblem, _ options: Options = Options()
  ) throws -> Transceiver {
    for (what, count) in [
      ("randomizations", options.randomizations),
      ("steps of refinement", options.refinement.iterations),
    ] where count < 0 {
      throw AirCompError.number(what, Double(count), expected: "0 or more")
    }
    let cost = ZeroForcingCost(problem)
    var g: ComplexMatrix
    switch self {
    case .relaxation, .relaxationRefined:
      let relaxed = try Relaxation(of: problem, by: options.solver)
      g = try GaussianRandomization(
        count: options.randomizations, seed: options.seed, block: options.block
      ).best(from: relaxed.primal, cost)
    case .centroid, .centroidRefined: g = try problem.centroid()
    case .zhuHuang: g = try problem.zhuHuang()
    case .differenceOfConvex:
      g = try DifferenceOfConvex().beamformer(for: problem, cost)
    case .random:
      g = try problem.randomBeamformer(
        seed: options.seed, block: options.block)
    }
    if self == .relaxationRefined || self == .centroidRefined {
      g = options.refinement(g, cost)
    }
    return try Transceiver(forcing: g, in: problem)
  }
}
