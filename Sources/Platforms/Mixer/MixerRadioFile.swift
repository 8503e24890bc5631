import Documents

extension MixerRadio {
  private static let keys = [
    "kind", "header", "packet", "least_payload", "most_payload", "most_rounds",
    "slots_per_message", "spare_slots", "slot_margin", "window", "buffers",
    "context", "on_slots_per_message", "on_extra_slots", "sending_share",
    "ramp", "send_ramp", "receive_ramp", "listening", "listening_power",
  ]

  /// The `network` part of a platform file whose kind is `mixer`, with what an
  /// accounting replaces.
  init(_ node: Node, overriding: Node?) throws {
    var reader = try OverridingReader(node, overriding, keys: Self.keys)
    _ = try reader.value("kind")
    header = try reader.value("header").constant(.size)
    packet = try reader.value("packet").constant(.size, in: 8...65_536)
    // Beside the payload: 4 bytes, and a bit for each message twice.
    let most = max(1, Int(packet.value) - 6)
    mostPayload = try reader.value("most_payload").count(in: 1...most)
    leastPayload = try reader.value("least_payload")
      .count(in: 1...Int(mostPayload.value))
    mostRounds = try reader.value("most_rounds").count(in: 1...255)
    slotsPerMessage = try reader.value("slots_per_message").count(in: 1...1000)
    spareSlots = try reader.value("spare_slots")
      .count(in: Self.spareSlotRange)
    margin = try reader.value("slot_margin").constant(.time)
    window = try reader.value("window").constant(.time)
    countsBuffers = try reader.value("buffers").bool()
    context = try reader.value("context").constant(.size)
    use = MixerUse(
      slotsPerMessage: try reader.value("on_slots_per_message")
        .number(in: 0...1000),
      extraSlots: try reader.value("on_extra_slots").number(in: 0...1_000_000),
      sendingShare: try reader.value("sending_share").number(in: 0...1),
      ramp: try reader.value("ramp").constant(.time),
      sendRamp: try reader.value("send_ramp").constant(.power),
      receiveRamp: try reader.value("receive_ramp").constant(.power),
      listening: try reader.value("listening").constant(.time),
      listeningPower: try reader.value("listening_power").constant(.power))
    try reader.finish()
  }

  /// The spare slots that a round may have.
  public static let spareSlotRange = 0...100_000
}

extension NetworkModel {
  /// The network of a Mixer radio.
  public init(radio: MixerRadio) {
    func none<Tag>(_ why: String) -> Constant<Tag> {
      Constant(.zero, .derived, source: why)
    }
    kind = .mixer
    bandwidth = Constant(
      BitsPerSecond(Double(MixerRadio.bitRate)), .published,
      source: "BLE 2M, CATS repository: fw/mixer_config.h")
    latency = none("what arrives does so at the end of a round")
    header = radio.header
    packet = radio.packet
    energy = none("all in the power of the radio")
    retries = 0
    self.radio = radio
  }
}

extension Platform {
  /// Gives Mixer on this platform other spare slots, or a payload of its own.
  ///
  /// - Throws: ``PlatformError/payload(_:limit:)``.
  public mutating func setMixer(spareSlots: Int? = nil, payload: Int? = nil)
    throws
  {
    for index in accountings.indices {
      guard var radio = accountings[index].network.radio else { continue }
      if let spareSlots {
        radio.spareSlots = Constant(
          Quantity(Double(spareSlots)), .assumed, source: "asked for")
      }
      if let payload {
        let limit = Int(radio.mostPayload.value)
        guard (1...limit).contains(payload) else {
          throw PlatformError.payload(payload, limit: limit)
        }
        radio.payload = payload
      }
      accountings[index].network.radio = radio
    }
  }
}
