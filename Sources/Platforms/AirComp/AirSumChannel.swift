import Cluster
import Foundation
import Tensors

extension AirFading {
  /// What devices may spend, in units of the noise of an entry: the whole is
  /// the ratio of signal and noise, of which computing takes its part.
  ///
  /// - Throws: ``AirCompError``.
  public func budget(devices: Int) throws -> EnergyBudget {
    let whole = pow(10, signalToNoise.value / 10)
    return try EnergyBudget(
      devices: (0..<devices).map {
        EnergyBudget.Device(
          totalJoules: whole,
          wholeLayerJoules: whole * computeEnergy.value * computeShares[$0])
      }, entries: 1)
  }

  /// The channels of all devices; `seed` names their draws.
  ///
  /// - Throws: ``AirCompError``.
  public func fading(devices: Int, seed: UInt64) throws -> RicianFading {
    try RicianFading(
      serverAntennas: Int(serverAntennas.value),
      deviceAntennas: Int(deviceAntennas.value),
      pathGains: (0..<devices).map { pathGains[$0] },
      factor: ricianFactor.value, seed: seed)
  }
}

/// The errors of sums over a fading channel: a transceiver for each of a pool
/// of channel draws, of which every block meets one. A block is a sum of a
/// token, or several sums of it.
public struct AirSumChannel: SumChannel {
  /// Names the draws and the noise.
  public let seed: UInt64
  /// How parts are sent.
  public let access: MultipleAccess
  /// For each draw the mean square error of an entry of the sum, a complex
  /// number of mean square 1 a device.
  public let errors: [Double]
  /// Values that an entry carries, 1 or 2.
  private let valuesPerSymbol: Double
  private let random: Philox
  /// Sums of a token that meet the same draw.
  private let sumsPerBlock: Int

  /// Designs transceivers for blocks 0 and on.
  ///
  /// - Parameters:
  ///   - radio: antennas, powers, noise and the draws of the channel.
  ///   - access: how devices send: all at once, or each in a band of its own.
  ///   - shares: of the model that each device computes, one a device.
  ///   - draws: how many blocks there are, at least 1.
  ///   - design: how beams are chosen.
  ///   - randomizations: candidates drawn from a relaxed solution.
  ///   - sumsPerBlock: sums one after another that meet the same draw.
  ///   - seed: names the random numbers.
  /// - Throws: ``AirCompError``: more streams than antennas, a share that
  ///   takes more than there is, a singular channel.
  public init(
    _ radio: AirRadio, access: MultipleAccess, shares: [Double],
    design: TransceiverDesign, randomizations: Int, draws: Int,
    sumsPerBlock: Int = 1, seed: UInt64
  ) throws {
    self.seed = seed
    self.sumsPerBlock = max(1, sumsPerBlock)
    self.access = access
    valuesPerSymbol = radio.valuesPerSymbol.value
    // Other random numbers than those of fading and noise.
    random = Philox(seed: seed ^ 0x706f_6f6c)
    if case .digitalOFDMA(let bits) = access {
      let each = MultipleAccess.quantizationError(bits: bits)
      errors = [Double(shares.count) * each]
      return
    }
    var options = TransceiverDesign.Options()
    options.randomizations = randomizations
    options.seed = seed
    errors = try (0..<UInt64(max(1, draws))).map { block in
      let problem = try radio.problem(shares: shares, block: block, seed: seed)
      guard access == .air else {
        return try UncodedFDMA(of: problem).errorPerEntry(noisePower: 1)
      }
      options.block = block
      return try design(problem, options).errorPerEntry(noisePower: 1)
    }
  }

  /// The error of a value beside its mean square: the noise of an entry lies
  /// evenly on its two parts, of which a value has one or each.
  public func errorVariance(
    of access: MultipleAccess, sample: Int, round: Int, row: Int
  ) -> Double {
    let place = random.uniform(
      SIMD4(
        UInt32(truncatingIfNeeded: sample),
        UInt32(truncatingIfNeeded: round / sumsPerBlock),
        UInt32(truncatingIfNeeded: row), 0))
    let draw = min(errors.count - 1, Int(Double(errors.count) * place))
    return errors[draw] * valuesPerSymbol / 2
  }
}

extension AirRadio {
  /// What a transceiver has to solve in `block`.
  ///
  /// - Throws: ``AirCompError``.
  public func problem(shares: [Double], block: UInt64, seed: UInt64) throws
    -> AggregationProblem
  {
    try AggregationProblem(
      channels: channel.fading(devices: shares.count, seed: seed)
        .channels(block: block),
      weights: channel.budget(devices: shares.count).weights(shares: shares),
      streams: Int(streams.value))
  }

  /// Bits a second and hertz of the device that the channel of `block` treats
  /// worst, were it alone on its subcarriers with the energy for a symbol that
  /// it has for an entry of a sum: `log2 det(I + c_n R_n)`.
  ///
  /// - Throws: ``AirCompError``.
  public func leastSpectralEfficiency(
    shares: [Double], block: UInt64, seed: UInt64
  ) throws -> Double {
    let channels = try channel.fading(devices: shares.count, seed: seed)
      .channels(block: block)
    let energies = try channel.budget(devices: shares.count)
      .sendingJoules(shares: shares)
    return try zip(channels, energies).map {
      try $0.spectralEfficiency(signalToNoise: $1)
    }.min() ?? 0
  }
}
