import Cluster

/// The radio of a network of the kind `aircomp-mimo`: devices with several
/// antennas send the parts of a sum to a server with more, which gives the sum
/// back to all (Zhang et al., arXiv:2502.12559).
///
/// Everything else goes in bits over the same band, one message at a time, at
/// the spectral efficiency of a device.
public struct AirRadio: Sendable {
  /// The band.
  public var band: Constant<UnitTag.Hertz>
  /// Symbols that go side by side, in as many streams: L of the paper.
  public var streams: Constant<UnitTag.One>
  /// Values in a complex symbol: 1, or 2 where both parts carry one.
  public var valuesPerSymbol: Constant<UnitTag.One>
  /// Bits a second and hertz of a device that sends bits on subcarriers of its
  /// own.
  public var spectralEfficiency: Constant<UnitTag.One>
  /// Time that a sum takes besides its symbols.
  public var synchronization: Constant<UnitTag.Second>
  /// The same, for each device that takes part.
  public var synchronizationPerDevice: Constant<UnitTag.Second>
  /// Rate at which the sum comes back, in the format of messages; `nil` where
  /// that takes no time.
  public var downlink: Constant<UnitTag.BitPerSecond>?
  /// The channel that the radio has.
  public var channel: AirFading

  /// Seconds from the moment at which all parts are ready to the sum at all
  /// devices.
  ///
  /// - Parameters:
  ///   - access: how the parts are sent.
  ///   - values: of a part.
  ///   - bits: of a part that goes in bits.
  ///   - returned: bits of the sum on its way back.
  func seconds(
    of access: Trace.Access, values: Int, bits: Int, returned: Int,
    devices: Int
  ) -> Double {
    let perSymbol = streams.value * valuesPerSymbol.value
    let symbols = (Double(values) / perSymbol).rounded(.up)
    let up: Double =
      switch access {
      case .link: Double(bits) / (band.value * spectralEfficiency.value)
      case .air: symbols / band.value
      case .uncodedFDMA: Double(devices) * symbols / band.value
      case .digitalOFDMA:
        Double(devices * bits) / (band.value * spectralEfficiency.value)
      }
    let down = downlink.map { Double(returned) / $0.value } ?? 0
    return up + down + synchronization.value
      + Double(devices) * synchronizationPerDevice.value
  }
}

/// The fading channel between devices and server, and what devices may spend
/// on it.
public struct AirFading: Sendable {
  /// Antennas of the server.
  public var serverAntennas: Constant<UnitTag.One>
  /// Antennas of a device.
  public var deviceAntennas: Constant<UnitTag.One>
  /// Power of the line of sight beside what is scattered; 0 is Rayleigh.
  public var ricianFactor: Constant<UnitTag.One>
  /// What a device may spend on a value of a sum, as the server hears it over a
  /// path of gain 1, beside the noise, in dB; were nothing spent on computing.
  public var signalToNoise: Constant<UnitTag.One>
  /// The part of that which computing the whole model alone would take.
  public var computeEnergy: Constant<UnitTag.One>
  /// That part of each device beside ``computeEnergy``.
  public var computeShares = Proportions.equal
  /// The path gain of each device.
  public var pathGains = Proportions.equal
}
