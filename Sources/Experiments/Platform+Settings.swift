import Platforms
import Tensors

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
      ? [
        "bandwidth_mbps", "packet_bytes", "retries", "medium",
        "link_latency_ms",
      ]
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
    try applyAir(settings)
    try applyHierarchy(settings)
    try applyDevices(settings)
    if !isMixer, let word = settings["medium"]?.word,
      let kind = NetworkModel.Kind(rawValue: word)
    {
      setMedium(kind)
    }
    let isSwitched = accountings.allSatisfy { $0.network.kind == .star }
    for name in ["ports", "link_overhead_us"]
    where settings[name] != nil && (isMixer || name == "ports" && !isSwitched) {
      throw ConfigurationError.otherNetwork(
        name, platform: self.name,
        network: accountings[0].network.kind.rawValue)
    }
    if let rate = settings["bandwidth_mbps"]?.double {
      setBandwidth(megabits: rate)
    }
    if let latency = settings["link_latency_ms"]?.double {
      setLatency(Seconds(latency * 1e-3))
    }
    try setMixer(
      spareSlots: settings["mixer.spare_slots"]?.int,
      payload: settings["mixer.payload_bytes"]?.int)
  }
}

extension Platform {
  /// How fast devices are beside each other, and how large.
  ///
  /// - Throws: ``ConfigurationError/hierarchy(_:platform:)``.
  private mutating func applyDevices(_ settings: Settings) throws {
    if let speeds = settings["speeds"]?.proportions { self.speeds = speeds }
    guard let shares = settings["memory_shares"]?.proportions else { return }
    guard device.hierarchy == nil else {
      throw ConfigurationError.hierarchy("memory_shares", platform: name)
    }
    memoryShares = shares
  }

  /// The settings of a hierarchy of memories and of the links beside it.
  ///
  /// - Throws: ``ConfigurationError/noHierarchy(_:platform:)``,
  ///   ``PlatformError/budget(_:least:most:)``.
  private mutating func applyHierarchy(_ settings: Settings) throws {
    for name in ["residency", "spills", "l2_budget_bytes"]
    where settings[name] != nil && device.hierarchy == nil {
      throw ConfigurationError.noHierarchy(name, platform: self.name)
    }
    if let word = settings["residency"]?.word,
      let policy = Residency.Policy(rawValue: word)
    {
      device.hierarchy?.policy = policy
    }
    if let word = settings["spills"]?.word,
      let spills = MemoryHierarchy.Spills(rawValue: word)
    {
      device.hierarchy?.spills = spills
    }
    if let bytes = settings["l2_budget_bytes"]?.int {
      try setBudget(Bytes(Double(bytes)))
    }
    for index in accountings.indices {
      if let ports = settings["ports"]?.int {
        accountings[index].network.ports = Constant(
          Quantity(Double(ports)), .assumed, source: "asked for")
      }
      if let overhead = settings["link_overhead_us"]?.double {
        accountings[index].network.overhead = Constant(
          Seconds(overhead * 1e-6), .assumed, source: "asked for")
      }
    }
  }
}
