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
    ] + AirConstant.allCases.map(Setting.init)
}

extension Setting {
  /// What changes `constant`.
  fileprivate init(_ constant: AirConstant) {
    let antennas = Setting.Kind.integer(AirRadio.antennaRange)
    let (kind, summary): (Setting.Kind, String) =
      switch constant {
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
    self.init(
      constant.name, kind, summary + "; by default the platform's")
  }
}
