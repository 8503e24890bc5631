import Platforms

extension Platform {
  /// Changes what `settings` change about a platform.
  ///
  /// - Throws: ``ConfigurationError/otherNetwork(_:platform:network:)`` for a
  ///   setting or its value that has no meaning on this network, and
  ///   ``PlatformError/payload(_:limit:)``.
  mutating func apply(_ settings: Settings) throws {
    let isMixer = accountings.contains { $0.network.radio != nil }
    let strange =
      isMixer
      ? ["bandwidth_mbps", "packet_bytes", "retries"]
      : [
        "mixer.spare_slots", "mixer.payload_bytes", "mixer.hops",
        "mixer.link_quality", "mixer.rounds",
      ]
    var found = strange.filter { settings[$0] != nil }
    if !isMixer, settings.losesRounds {
      found.append("loss_mode=\(Settings.roundLoss)")
    }
    for name in found {
      throw ConfigurationError.otherNetwork(
        name, platform: self.name,
        network: accountings[0].network.kind.rawValue)
    }
    if let rate = settings["bandwidth_mbps"]?.double {
      setBandwidth(BitsPerSecond(rate * 1e6))
    }
    try setMixer(
      spareSlots: settings["mixer.spare_slots"]?.int,
      payload: settings["mixer.payload_bytes"]?.int)
  }
}
