import Platforms

/// A column that comes from costing a trace.
struct CostMetric: Sendable {
  let metric: Metric
  /// Whether it has a meaning when the model does not fit into the devices.
  let needsFit: Bool
  /// The value; `nil` on a platform, or at a point, that has none.
  let value: @Sendable (Costs) -> Double?

  init(
    _ name: String, _ unit: String, _ summary: String, needsFit: Bool = true,
    _ value: @escaping @Sendable (Costs) -> Double?
  ) {
    metric = Metric(name, unit: unit, summary)
    self.needsFit = needsFit
    self.value = value
  }

  static let all: [CostMetric] =
    times + energies + traffic + staging + mixer + hierarchy + memory

  private static let times = [
    CostMetric("latency_s", "s", "time from the tokens to the scores") {
      $0.timeline.latency.value
    },
    CostMetric("compute_s", "s", "time computing, mean over devices") {
      mean($0) { $0.compute.value }
    },
    CostMetric(
      "communication_s", "s",
      "time not computing while a message is on its way to the device, "
        + "mean over devices"
    ) { mean($0) { $0.communication.value } },
    CostMetric(
      "wait_s", "s",
      "the rest of the latency, mean over devices; compute + communication "
        + "+ wait (+ on_chip + off_chip) = latency"
    ) { mean($0) { $0.wait.value } },
    CostMetric(
      "critical_device", "", "the device that holds the others up most"
    ) { Double($0.criticalDevice) },
    CostMetric(
      "critical_share", "", "its part of the critical path, 0 to 1"
    ) { $0.criticalShare },
  ]

  private static let energies = [
    CostMetric(
      "energy_delay_js", "J s", "energy of all devices times latency"
    ) { energy($0) { $0.total.value } * $0.timeline.latency.value },
    CostMetric("energy_j", "J", "energy of all devices") {
      energy($0) { $0.total.value }
    },
    CostMetric("energy_compute_j", "J", "energy while computing") {
      energy($0) { $0.compute.value }
    },
    CostMetric("energy_memory_j", "J", "energy of bytes moved in memory") {
      energy($0) { $0.memory.value }
    },
    CostMetric("energy_transmit_j", "J", "energy of sending") {
      energy($0) { $0.transmit.value }
    },
    CostMetric("energy_receive_j", "J", "energy of receiving") {
      energy($0) { $0.receive.value }
    },
    CostMetric("energy_wait_j", "J", "energy of the rest of the time") {
      energy($0) { $0.wait.value }
    },
  ]

  private static let traffic = [
    CostMetric(
      "air_bytes", "B",
      "bytes on all links and media; counted headers and repeats included",
      needsFit: false
    ) { Double($0.timeline.airBytes) },
    CostMetric(
      "root_bytes", "B", "bytes that device 0 sends and receives",
      needsFit: false
    ) {
      Double(
        $0.timeline.devices[0].sentBytes + $0.timeline.devices[0].receivedBytes)
    },
    CostMetric(
      "sent_bytes", "B", "bytes that the busiest sender sends",
      needsFit: false
    ) { Double($0.timeline.devices.map(\.sentBytes).max() ?? 0) },
    CostMetric(
      "lost_bytes", "B", "payload that never arrived, over all receivers",
      needsFit: false
    ) { Double($0.lostBytes) },
    CostMetric(
      "messages", "",
      "transmissions; one to several receivers counts once where a medium "
        + "reaches them all, else once for each; on Mixer the Mixer messages "
        + "of one gather", needsFit: false
    ) {
      Double($0.timeline.mixer?.stepMessages ?? $0.timeline.transmissions)
    },
    CostMetric(
      "link_utilisation", "", "busy part of the busiest link, 0 to 1"
    ) {
      let busiest = $0.timeline.links.map(\.busy).max() ?? .zero
      return $0.timeline.latency > .zero
        ? busiest / $0.timeline.latency : 0
    },
  ]

  private static let memory = [
    CostMetric(
      "ram_peak_bytes", "B",
      "activations and KV cache at their peak, on the fullest device",
      needsFit: false
    ) { Double($0.memory.ramPeakBytes.max() ?? 0) },
    CostMetric(
      "weight_bytes", "B", "stored weights on the fullest device",
      needsFit: false
    ) { Double($0.memory.weightBytes.max() ?? 0) },
    CostMetric(
      "flash_bytes", "B",
      "stored weights on the fullest device, where weights have a memory of "
        + "their own, such as flash", needsFit: false
    ) { $0.flashBytes.map { Double($0.max() ?? 0) } },
    CostMetric(
      "macs", "", "multiply-accumulates of matrices and attention, all devices",
      needsFit: false
    ) { Double($0.macs) },
    CostMetric(
      "fits", "",
      "1 if weights and activations fit into every device, and messages into "
        + "the network, else 0 and no times",
      needsFit: false
    ) { $0.misfit == nil ? 1 : 0 },
  ]

  private static func mean(
    _ costs: Costs, _ value: (Timeline.DeviceTimes) -> Double
  ) -> Double {
    let devices = costs.timeline.devices
    return devices.reduce(0) { $0 + value($1) } / Double(devices.count)
  }

  private static func energy(
    _ costs: Costs, _ value: (Costs.EnergyParts) -> Double
  ) -> Double {
    costs.energy.reduce(0) { $0 + value($1) }
  }
}

extension Costs {
  /// All metrics of these costs by name, in the order of the vocabulary;
  /// times and energies only if the model fits, and none that has no meaning
  /// on the platform.
  public var metrics: [(metric: Metric, value: Double)] {
    CostMetric.all.compactMap { metric in
      guard tellsTimes || !metric.needsFit,
        let value = metric.value(self)
      else { return nil }
      return (metric.metric, value)
    }
  }

  /// The metrics that have no meaning here, because the model does not fit or
  /// the platform has no such thing.
  var absentMetrics: Set<String> {
    Set(CostMetric.all.map(\.metric.name))
      .subtracting(metrics.map(\.metric.name))
  }
}
