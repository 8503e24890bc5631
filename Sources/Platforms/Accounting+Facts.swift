import Tensors

extension Platform.Accounting {
  /// What it counts, and the network as it is counted.
  public var facts: [PlatformFact] {
    let head = [
      PlatformFact(
        name,
        "control messages \(countsControl ? "" : "not ")counted, "
          + "waiting \(countsWaiting ? "charged" : "free")"
          + (hidesLoads ? ", double-buffered loads take no time" : "")),
      PlatformFact(
        "exchanges",
        exchanges == .once
          ? "each collective charged once" : "each message charged"),
      PlatformFact(
        "kernels that take no time",
        free.isEmpty
          ? "none"
          : Kernel.allCases.filter(free.contains).map(\.name)
            .joined(separator: ", ")),
      PlatformFact("network", network.kind.rawValue),
    ]
    if let radio = network.radio { return head + Self.facts(radio) }
    if let air = network.air { return head + Self.facts(air) }
    return head + links
  }

  private var links: [PlatformFact] {
    [
      .init("bandwidth", network.bandwidth, "bit/s"),
      .init("latency", network.latency, "s"),
      .init("overhead of a message", network.overhead, "s"),
      .init("ports of a device", network.ports, ""),
      .init(
        "steps of collectives",
        network.isSynchronous ? "done by all together" : "each as it comes"),
      .init("header", network.header, "B"),
      .init("packet", network.packet, "B"),
      .init("link energy", network.energy, "J/B"),
      .init("retries", "\(network.retries)"),
      .init("bits of a Mbit", network.megabit, ""),
      network.staging.map { .init("copies to host memory", $0, "B/s") }
        ?? .init("copies to host memory", "none"),
    ]
  }

  private static func facts(_ radio: AirRadio) -> [PlatformFact] {
    let channel = radio.channel
    return [
      .init("band", radio.band, "Hz"),
      .init("streams", radio.streams, ""),
      .init("values a symbol", radio.valuesPerSymbol, ""),
      .init(
        "spectral efficiency of bits", radio.spectralEfficiency, "bit/s/Hz"),
      .init("synchronisation", radio.synchronization, "s"),
      .init(
        "synchronisation, a device", radio.synchronizationPerDevice, "s"),
      radio.downlink.map { .init("way back of a sum", $0, "bit/s") }
        ?? .init("way back of a sum", "takes no time"),
      .init("antennas of the server", channel.serverAntennas, ""),
      .init("antennas of a device", channel.deviceAntennas, ""),
      .init("Rician factor", channel.ricianFactor, ""),
      .init("signal to noise", channel.signalToNoise, "dB"),
      .init("computing, of that energy", channel.computeEnergy, ""),
    ]
  }

  private static func facts(_ radio: MixerRadio) -> [PlatformFact] {
    let use = radio.use
    return [
      .init("header", radio.header, "B"),
      .init("packet", radio.packet, "B"),
      .init("least payload", radio.leastPayload, ""),
      .init("most payload", radio.mostPayload, ""),
      .init("most rounds of a step", radio.mostRounds, ""),
      .init("slots of a message", radio.slotsPerMessage, ""),
      .init("spare slots", radio.spareSlots, ""),
      .init("slot margin", radio.margin, "s"),
      .init("window", radio.window, "s"),
      .init(
        "buffers", radio.countsBuffers ? "counted as RAM" : "not counted"),
      .init("context", radio.context, "B"),
      .init("radio on, slots of a message", use.slotsPerMessage, ""),
      .init("radio on, extra slots", use.extraSlots, ""),
      .init("share of sending", use.sendingShare, ""),
      .init("ramp", use.ramp, "s"),
      .init("power, ramp to send", use.sendRamp, "W"),
      .init("power, ramp to receive", use.receiveRamp, "W"),
      .init("listening", use.listening, "s"),
      .init("power, listening", use.listeningPower, "W"),
    ]
  }
}
