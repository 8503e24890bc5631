import Platforms

extension CostMetric {
  /// Copies to and from host memory; none where messages need none.
  static let staging = [
    CostMetric(
      "staging_s", "s",
      "time in which messages are copied to and from host memory, mean over "
        + "devices"
    ) { costs in
      let devices = costs.timeline.devices
      return costs.timeline.accounting.network.staging.map { _ in
        devices.reduce(0) { $0 + $1.staging.value } / Double(devices.count)
      }
    },
    CostMetric(
      "staged_bytes", "B",
      "payload copied to and from host memory, all devices", needsFit: false
    ) { costs in
      costs.timeline.accounting.network.staging.map { _ in
        Double(costs.timeline.devices.reduce(0) { $0 + $1.stagedBytes })
      }
    },
  ]
}
