/// How devices send the parts of a sum to a server, which hands the sum back
/// to all (the ways that Zhang et al., arXiv:2502.12559, compare).
public enum MultipleAccess: Equatable, Sendable {
  /// All at once in one band: the channel adds (over-the-air computation).
  case air
  /// Values as they are, each device in a band of its own.
  case uncodedFDMA
  /// `bits` bits a value, each device on subcarriers of its own.
  case digitalOFDMA(bits: Int)

  /// Bits that a value may be sent in.
  public static let bitLimits = 1...16
  /// Where quantisation ends, in root mean squares of the values.
  public static let quantizerLimit = 4.0

  /// The mean square error of a value that is sent in `bits` bits, where the
  /// values' mean square is 1 and none lies beyond the limit: a twelfth of the
  /// squared step.
  public static func quantizationError(bits: Int) -> Double {
    let step = 2 * quantizerLimit / Double((1 << bits) - 1)
    return step * step / 12
  }

  /// The kind in traces.
  public var kind: Trace.Access {
    switch self {
    case .air: .air
    case .uncodedFDMA: .uncodedFDMA
    case .digitalOFDMA: .digitalOFDMA
    }
  }
}

/// What a wireless channel adds to the sums of what devices send to a server.
///
/// The answer must depend on the arguments alone, so that runs repeat whatever
/// their order.
public protocol SumChannel: Sendable {
  /// The mean square error of a value of the sum of all devices' parts, beside
  /// the mean square of the values of a part.
  ///
  /// - Parameters:
  ///   - access: how the parts are sent; not asked for digital ones.
  ///   - sample: the inference.
  ///   - round: the number of the sum within the inference.
  ///   - row: the token.
  /// - Throws: whatever keeps the channel from sending these parts.
  func errorVariance(
    of access: MultipleAccess, sample: Int, round: Int, row: Int
  ) throws -> Double

  /// Names the random numbers of the noise.
  var seed: UInt64 { get }
}

extension Trace {
  /// How a message shares the medium with others of its round.
  public enum Access: UInt8, Sendable, Codable, CaseIterable {
    /// It goes by itself, from its sender to its receivers.
    case link
    /// Together with those of all devices (``MultipleAccess/air``).
    case air
    /// Beside them (``MultipleAccess/uncodedFDMA``).
    case uncodedFDMA
    /// Beside them, in bits (``MultipleAccess/digitalOFDMA(bits:)``).
    case digitalOFDMA
  }
}
