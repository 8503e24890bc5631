/// One block's problem: how to sum L streams of N devices over these channels.
///
/// Devices send s_n through B_n, the server receives with A, and
/// `A^H sum_n H_n B_n s_n + A^H z` should be `sum_n s_n` (arXiv 2503.14882).
/// Streams have E[s s^H] = I; noise is CN(0, sigma^2 I).
///
/// With zero forcing the error is `sigma^2 alpha(G)` for a beamformer
/// A = sqrt(alpha) G, tr(G G^H) = 1, so that all designs compare by alpha:
///
///     alpha(G) = tr(G G^H) max_n (w_n / L) tr((G^H H_n H_n^H G)^-1)
public struct AggregationProblem: Sendable {
  /// H_n, each `[serverAntennas, deviceAntennas]`.
  public let channels: [ComplexMatrix]
  /// w_n, entries per joule; see ``EnergyBudget/weights(shares:)``.
  public let weights: [Double]
  /// Streams that are summed at once, L.
  public let streams: Int

  /// N_r.
  public var serverAntennas: Int { channels[0].rows }
  /// N_t.
  public var deviceAntennas: Int { channels[0].columns }
  /// N.
  public var devices: Int { channels.count }

  /// A problem; see the properties.
  ///
  /// - Throws: ``AirCompError`` for sizes that do not fit, more streams than
  ///   antennas, weights that are not above 0, or a channel that is not
  ///   finite.
  public init(channels: [ComplexMatrix], weights: [Double], streams: Int) throws
  {
    guard let first = channels.first else {
      throw AirCompError.size("channels", 0, expected: 1)
    }
    guard weights.count == channels.count else {
      throw AirCompError.size(
        "weights", weights.count, expected: channels.count)
    }
    for (device, channel) in channels.enumerated() {
      guard channel.rows == first.rows else {
        throw AirCompError.size(
          "rows of the channel of device \(device)", channel.rows,
          expected: first.rows)
      }
      guard channel.columns == first.columns else {
        throw AirCompError.size(
          "columns of the channel of device \(device)", channel.columns,
          expected: first.columns)
      }
      guard channel.isFinite, channel.squaredNorm.isFinite else {
        throw AirCompError.number(
          "the channel gain of device \(device)", channel.squaredNorm,
          expected: "finite entries")
      }
      guard channel.squaredNorm > 0 else {
        throw AirCompError.singular(device: device)
      }
    }
    for (device, weight) in weights.enumerated() {
      guard weight > 0, weight.isFinite else {
        throw AirCompError.number(
          "the weight of device \(device)", weight,
          expected: "a finite number above 0")
      }
    }
    guard streams >= 1, streams <= min(first.rows, first.columns) else {
      throw AirCompError.streams(
        streams, serverAntennas: first.rows, deviceAntennas: first.columns)
    }
    self.channels = channels
    self.weights = weights
    self.streams = streams
  }

  /// Throws unless there is a stream for each antenna of a device.
  func requireAllStreams(for what: String) throws {
    guard streams == deviceAntennas else {
      throw AirCompError.fewStreams(
        what, streams: streams, deviceAntennas: deviceAntennas)
    }
  }
}
