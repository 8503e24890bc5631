import Cluster
import Platforms

/// A constant of a radio that adds over the air, which settings may change.
enum AirConstant: String, CaseIterable {
  case serverAntennas = "server_antennas"
  case deviceAntennas = "device_antennas"
  case streams
  case ricianFactor = "rician_factor"
  case signalToNoise = "signal_to_noise_db"
  case computeEnergy = "compute_energy"
  case computeShares = "compute_shares"
  case pathGains = "path_gains"
  case band = "band_mhz"
  case valuesPerSymbol = "values_per_symbol"
  case spectralEfficiency = "spectral_efficiency"
  case synchronization = "synchronization_us"
  case synchronizationPerDevice = "synchronization_per_device_us"

  /// The setting.
  var name: String { "air.\(rawValue)" }
}

extension AirRadio {
  /// Changes what `settings` say of constants.
  mutating func apply(_ settings: Settings) {
    for constant in AirConstant.allCases {
      guard let value = settings[constant.name] else { continue }
      if let proportions = value.proportions {
        switch constant {
        case .computeShares: channel.computeShares = proportions
        default: channel.pathGains = proportions
        }
      }
      guard let number = value.double else { continue }
      func said<Tag>(_ factor: Double = 1) -> Constant<Tag> {
        Constant(Quantity(number * factor), .assumed, source: "asked for")
      }
      switch constant {
      case .serverAntennas: channel.serverAntennas = said()
      case .deviceAntennas: channel.deviceAntennas = said()
      case .streams: streams = said()
      case .ricianFactor: channel.ricianFactor = said()
      case .signalToNoise: channel.signalToNoise = said()
      case .computeEnergy: channel.computeEnergy = said()
      case .computeShares, .pathGains: break
      case .band: band = said(1e6)
      case .valuesPerSymbol: valuesPerSymbol = said()
      case .spectralEfficiency: spectralEfficiency = said()
      case .synchronization: synchronization = said(1e-6)
      case .synchronizationPerDevice: synchronizationPerDevice = said(1e-6)
      }
    }
  }
}
