import Cluster
import Platforms

extension Vocabulary {
  /// What can be said of sums over the air, on a network of that kind.
  static let airSettings: [Setting] =
    [
      Setting(
        "air.transceiver", .word(TransceiverDesign.allCases.map(\.rawValue)),
        "how the server's beamformer is designed (centroid-refined)"),
      Setting(
        "air.randomizations", .integer(0...100_000),
        "Gaussian randomisations after a relaxation (100)"),
      Setting(
        "air.draws", .integer(1...100_000),
        "channel draws, of which every block meets one (20)"),
      Setting(
        "air.block", .word(AirPlan.Block.allCases.map(\.rawValue)),
        "how long the channel stays: for one sum of a token, or for all of a "
          + "token (sum)"),
      Setting(
        "air.rate", .word(AirPlan.Rate.allCases.map(\.rawValue)),
        "where the spectral efficiency of digital-ofdma comes from: given as a "
          + "constant, or median over draws of what the channel bears for the "
          + "device that it treats worst (given)"),
      Setting(
        "air.assignment", .word(ModelAssignment.allCases.map(\.rawValue)),
        "how the model is shared out among devices, rounded to whole heads and "
          + "hidden units by tensor-parallel; unless said, devices have equal "
          + "shares"),
      Setting(
        "air.assignment_steps", .integer(0...10_000),
        "iterations of the assignment successive-convex (80)"),
    ] + AirConstant.allCases.map(\.setting)
}

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

  var setting: Setting {
    let antennas = Setting.Kind.integer(AirRadio.antennaRange)
    let (kind, summary): (Setting.Kind, String) =
      switch self {
      case .serverAntennas: (antennas, "antennas of the server")
      case .deviceAntennas: (antennas, "antennas of a device")
      case .streams: (antennas, "symbols that a device sends side by side")
      case .ricianFactor:
        (
          .real(0...1000),
          "power of the line of sight beside what is scattered; 0 is Rayleigh"
        )
      case .signalToNoise:
        (
          .real(AirRadio.signalToNoiseRange),
          "what a device may spend on a value of a sum beside the noise, in "
            + "dB, were nothing spent on computing"
        )
      case .computeEnergy:
        (
          .real(0...1000),
          "the part of that which computing the whole model would take"
        )
      case .computeShares:
        (.proportions, "that part of each device, repeated in turn")
      case .pathGains: (.proportions, "path gains, repeated in turn")
      case .band: (.real(0.001...100_000), "the band in MHz")
      case .valuesPerSymbol:
        (.integer(1...2), "values in a complex symbol, 1 or 2")
      case .spectralEfficiency:
        (
          .real(0.001...1000),
          "bits a second and hertz of a device that sends bits"
        )
      case .synchronization:
        (.real(0...1e9), "time that a sum takes besides its symbols, in us")
      case .synchronizationPerDevice:
        (.real(0...1e9), "the same for each device, in us")
      }
    return Setting(
      "air.\(rawValue)", kind, summary + "; by default the platform's")
  }
}

extension AirRadio {
  /// Changes what `settings` say of constants.
  mutating func apply(_ settings: Settings) {
    for constant in AirConstant.allCases {
      guard let value = settings[constant.setting.name] else { continue }
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

extension Platform {
  /// Gives the network of one accounting another radio.
  mutating func setAir(_ radio: AirRadio, accounting: String) {
    for index in accountings.indices
    where accountings[index].name == accounting {
      accountings[index].network = NetworkModel(air: radio)
    }
  }

  /// Changes the radio that adds over the air.
  ///
  /// - Throws: ``ConfigurationError/otherNetwork(_:platform:network:)`` for
  ///   settings that this network has no use for.
  mutating func applyAir(_ settings: Settings) throws {
    let hasServer = accountings.contains { $0.network.air != nil }
    let strange =
      hasServer
      ? ["bandwidth_mbps", "medium", "link_latency_ms", "link_overhead_us"]
      : Vocabulary.airSettings.map(\.name)
    for name in strange where settings[name] != nil {
      throw ConfigurationError.otherNetwork(
        name, platform: self.name,
        network: accountings[0].network.kind.rawValue)
    }
    if !hasServer, let word = settings["collective"]?.word,
      case .served? = AllReduceAlgorithm(word, group: 2)
    {
      throw ConfigurationError.otherNetwork(
        "collective=\(word)", platform: self.name,
        network: accountings[0].network.kind.rawValue)
    }
    for index in accountings.indices {
      guard var radio = accountings[index].network.air else { continue }
      radio.apply(settings)
      accountings[index].network = NetworkModel(air: radio)
    }
  }
}
