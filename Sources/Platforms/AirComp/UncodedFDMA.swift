/// Analog sending with a sub-band for each device: no symbol is summed in the
/// air, so the errors of all devices add up.
///
/// Each device sends its streams over its own singular directions with gains
/// squared in proportion to 1 / sigma_i, which is optimal:
/// `alpha_n = (w_n / L) (sum_i 1 / sigma_i)^2`. The energy account, the whole
/// w_n for its own band, is a choice of ours.
public struct UncodedFDMA: Equatable, Sendable {
  /// alpha_n of each device.
  public let alphas: [Double]
  /// The error of a sum of L streams for noise of unit power.
  public var alpha: Double { alphas.reduce(0, +) }
  private let streams: Int

  /// The errors on these channels; the L strongest directions are used.
  ///
  /// - Throws: ``AirCompError/singular(device:)``.
  public init(of problem: AggregationProblem) throws {
    streams = problem.streams
    alphas = try problem.channels.indices.map { device in
      let values = try problem.channels[device].singularValues().values
        .prefix(problem.streams)
      guard let last = values.last, last > 1e-13 * values[0] else {
        throw AirCompError.singular(device: device)
      }
      let sum = values.reduce(0) { $0 + 1 / $1 }
      return problem.weights[device] / Double(problem.streams) * sum * sum
    }
  }

  /// The mean square error of one entry of the sum; see
  /// ``Transceiver/errorPerEntry(noisePower:)``.
  public func errorPerEntry(noisePower: Double) -> Double {
    noisePower * alpha / Double(streams)
  }
}
