import Platforms

extension CostMetric {
  /// What devices do whose memories are filled from one another; none on
  /// others.
  static let hierarchy = [
    CostMetric(
      "on_chip_s", "s",
      "time in which weights and kept values come from the memory on the chip, "
        + "mean over devices"
    ) { mean($0) { $0.onChip.value } },
    CostMetric(
      "off_chip_s", "s",
      "time waiting for what comes from off the chip, mean over devices"
    ) { mean($0) { $0.offChip.value } },
    CostMetric(
      "off_chip_bytes", "B",
      "bytes between chips and the memories off them, all devices",
      needsFit: false
    ) { costs in
      costs.timeline.residency.map { _ in
        costs.timeline.devices.reduce(0) { $0 + Double($1.offChipBytes) }
      }
    },
    CostMetric(
      "weights_mode", "",
      "where weights lie on the worst device: 0 on the chip, 1 double-buffered, "
        + "2 streamed, 3 some on the chip and the others streamed",
      needsFit: false
    ) { costs in
      costs.timeline.residency.map {
        Double($0.modes.map(\.rawValue).max() ?? 0)
      }
    },
    CostMetric(
      "passes_per_s", "1/s",
      "passes a second with as many in flight as keep the busiest device busy"
    ) { costs in
      guard costs.timeline.residency != nil else { return nil }
      let busiest = costs.timeline.devices.map { times in
        (times.compute + times.onChip + times.offChip + times.communication)
          .value
      }.max()
      return busiest.flatMap { $0 > 0 ? 1 / $0 : nil }
    },
  ]

  private static func mean(
    _ costs: Costs, _ value: (Timeline.DeviceTimes) -> Double
  ) -> Double? {
    guard costs.timeline.residency != nil else { return nil }
    let devices = costs.timeline.devices
    return devices.reduce(0) { $0 + value($1) } / Double(devices.count)
  }
}
