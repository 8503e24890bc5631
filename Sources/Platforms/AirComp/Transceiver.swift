/// A receive beamformer and the precoders that force zero error but noise.
///
/// `B_n = (A^H H_n)^H (A^H R_n A)^-1`, so that every `A^H H_n B_n` is the unit
/// matrix (arXiv 2503.14882); A is as small as the energies allow.
public struct Transceiver: Sendable {
  /// A, `[N_r, L]`.
  public let aggregation: ComplexMatrix
  /// B_n, each `[N_t, L]`.
  public let precoders: [ComplexMatrix]
  /// The error of a sum of L streams for noise of unit power, tr(A^H A).
  public let alpha: Double
  /// How much of its sending energy each device spends, 0 to 1; the worst
  /// spends all.
  public let energyUse: [Double]

  /// Zero forcing for beamformer `g`, `[N_r, L]`, of any scale.
  ///
  /// - Throws: ``AirCompError/singular(device:)`` if a stream of a device
  ///   vanishes, ``AirCompError/size(_:_:expected:)``.
  public init(
    forcing g: ComplexMatrix, in problem: AggregationProblem
  ) throws {
    guard g.rows == problem.serverAntennas else {
      throw AirCompError.size(
        "rows of the beamformer", g.rows, expected: problem.serverAntennas)
    }
    guard g.columns == problem.streams else {
      throw AirCompError.size(
        "columns of the beamformer", g.columns, expected: problem.streams)
    }
    let cost = ZeroForcingCost(problem)
    let norm = g.squaredNorm.squareRoot()
    guard norm > 0, norm.isFinite else {
      throw AirCompError.singular(device: nil)
    }
    let unit = (1 / norm) * g
    let alpha = unit.entries.withUnsafeBufferPointer {
      $0.baseAddress.map(cost.worst) ?? .infinity
    }
    guard alpha.isFinite else {
      throw try problem.vanishing(cost.costs)
    }
    let aggregation = alpha.squareRoot() * unit
    precoders = try problem.channels.enumerated().map { device, channel in
      let received = channel.adjoint * aggregation
      guard let inverse = try (received.adjoint * received).positiveInverse()
      else { throw AirCompError.singular(device: device) }
      return received * inverse.inverse
    }
    self.aggregation = aggregation
    self.alpha = alpha
    energyUse = cost.costs.map { $0 / alpha }
  }

  /// The mean square error of one entry of the sum, `noisePower alpha / L`,
  /// in the unit of the streams' power. Both parts of a complex symbol count:
  /// where entries are real, one a symbol, and the real part alone is taken,
  /// the error is half of this.
  ///
  /// - Parameter noisePower: sigma^2 at each antenna, in joules per symbol,
  ///   as the budget's energies are.
  public func errorPerEntry(noisePower: Double) -> Double {
    noisePower * alpha / Double(aggregation.columns)
  }
}

extension AggregationProblem {
  /// Why the costs of a beamformer are infinite: a channel without enough
  /// directions, or else the beamformer itself.
  fileprivate func vanishing(_ costs: [Double]) throws -> AirCompError {
    for (device, cost) in costs.enumerated() where !cost.isFinite {
      let values = try channels[device].singularValues().values
      if values[streams - 1] < 1e-6 * values[0] {
        return .singular(device: device)
      }
    }
    return .singular(device: nil)
  }
}
