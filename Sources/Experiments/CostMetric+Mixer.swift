import Platforms

extension CostMetric {
  /// What rounds of Mixer look like; none on other networks, and but for the
  /// last none where nothing is sent.
  static let mixer = [
    CostMetric(
      "round_slots", "", "slots of a round of Mixer", needsFit: false
    ) { possible($0).map { Double($0.stepSlots) } },
    CostMetric(
      "slot_us", "us", "length of a slot of Mixer", needsFit: false
    ) { possible($0).map { $0.slotMicroseconds } },
    CostMetric(
      "round_ms", "ms", "length of a round of Mixer", needsFit: false
    ) { possible($0).map { Double($0.stepSlots) * $0.slotMicroseconds / 1e3 } },
    CostMetric(
      "payload_bytes", "B", "payload of a Mixer message", needsFit: false
    ) { possible($0).map { Double($0.setting.payloadBytes) } },
    CostMetric(
      "radio_on_s", "s",
      "time in which a node's radio sends, listens or starts, mean over devices"
    ) { costs in
      guard costs.timeline.accounting.network.radio != nil else { return nil }
      let devices = costs.timeline.devices
      return devices.reduce(0) { $0 + ($1.transmit + $1.receive).value }
        / Double(devices.count)
    },
  ]

  /// The plan, if the radio can do it.
  private static func possible(_ costs: Costs) -> MixerPlan? {
    costs.timeline.mixer.flatMap { $0.isPossible ? $0 : nil }
  }
}
