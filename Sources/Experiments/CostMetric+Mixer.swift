import Platforms

extension CostMetric {
  /// What rounds of Mixer look like; none on other networks.
  static let mixer = [
    CostMetric(
      "round_slots", "",
      "slots of a round of Mixer; 0 where one device sends nothing",
      needsFit: false
    ) { round($0) { Double($0.stepSlots) } },
    CostMetric(
      "slot_us", "us", "length of a slot of Mixer", needsFit: false
    ) { round($0) { $0.slotMicroseconds } },
    CostMetric(
      "round_ms", "ms", "length of a round of Mixer", needsFit: false
    ) { round($0) { Double($0.stepSlots) * $0.slotMicroseconds / 1e3 } },
    CostMetric(
      "payload_bytes", "B", "payload of a Mixer message", needsFit: false
    ) { round($0) { Double($0.setting.payloadBytes) } },
    CostMetric(
      "radio_on_s", "s",
      "time in which a node's radio sends, listens or starts, mean over devices"
    ) { costs in
      guard costs.timeline.accounting.network.radio != nil else { return nil }
      let devices = costs.timeline.devices
      return devices.reduce(0) { $0 + ($1.transmit + $1.receive).value }
        / Double(devices.count)
    },
    CostMetric(
      "round_energy_j", "J",
      "energy of all radios in a round of Mixer, on as long as the platform "
        + "says"
    ) { costs in
      guard costs.timeline.accounting.network.radio != nil else { return nil }
      guard let activity = costs.timeline.activity else { return 0 }
      return activity.energy.value * Double(costs.timeline.devices.count)
    },
  ]

  /// What `value` says of the plan, if the radio can do it; 0 without rounds.
  private static func round(
    _ costs: Costs, _ value: (MixerPlan) -> Double
  ) -> Double? {
    guard costs.timeline.accounting.network.radio != nil else { return nil }
    guard let plan = costs.timeline.mixer else { return 0 }
    return plan.isPossible ? value(plan) : nil
  }
}
