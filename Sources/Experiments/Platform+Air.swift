import Cluster
import Platforms

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
      : settings.map(\.name).filter { $0.hasPrefix("air.") }
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
