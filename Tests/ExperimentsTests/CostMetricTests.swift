import Testing

@testable import Experiments

struct CostMetricTests {
  private static let units = [
    "s": "_s", "J": "_j", "B": "_bytes", "J s": "_js", "1/s": "_per_s",
  ]

  @Test func namesAreDistinct() {
    let names = Vocabulary.standard.metricNames
    #expect(Set(names).count == names.count)
    #expect(Set(names).isDisjoint(with: Vocabulary.standard.settingNames))
  }

  /// The name says the unit, and says none where there is none.
  @Test(arguments: Vocabulary.standard.metrics)
  func namesEndWithTheirUnit(metric: Metric) {
    #expect(metric.name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil)
    if let suffix = Self.units[metric.unit] {
      #expect(metric.name.hasSuffix(suffix))
    } else {
      #expect(Self.units.values.allSatisfy { !metric.name.hasSuffix($0) })
      #expect(metric.unit.isEmpty || metric.name.hasSuffix("_" + metric.unit))
    }
    #expect(!metric.summary.isEmpty && !metric.summary.hasSuffix("."))
  }

  private func metrics(_ texts: [String]) throws -> [(Metric, Double)] {
    try Configuration(point(texts).settings, seed: 0, in: packageWorkspace())
      .simulate().costs.metrics.map { ($0.metric, $0.value) }
  }

  @Test func allOfThemHaveAValueInOrder() throws {
    let found = try metrics(["scheme=tensor-parallel", "devices=4"])
    let anywhere = CostMetric.all.map(\.metric).filter {
      !Self.special.contains($0.name) && !Self.staged.contains($0.name)
        && !Self.copied.contains($0.name)
    }
    #expect(found.map(\.0) == anywhere)
    #expect(found.allSatisfy { $0.1.isFinite && $0.1 >= 0 })
  }

  /// What only Mixer, or flash, has.
  private static let special = [
    "round_slots", "slot_us", "round_ms", "payload_bytes", "radio_on_s",
    "round_energy_j", "flash_bytes",
  ]

  /// What only a hierarchy of memories has.
  private static let staged = [
    "on_chip_s", "off_chip_s", "off_chip_bytes", "weights_mode",
    "passes_per_s",
  ]

  /// What only messages that pass through host memory have.
  private static let copied = ["staging_s", "staged_bytes"]

  /// A gather of two devices: each copies its rows out and the other's in.
  @Test func copiesThroughHostMemory() throws {
    let found = try metrics([
      "scheme=voltage", "devices=2", "tokens=8", "weight_format=fp32",
      "platform=jetson-orin-nano-wifi",
    ])
    func value(_ name: String) throws -> Double {
      try #require(found.first { $0.0.name == name }?.1)
    }
    let bytes = try value("staged_bytes")
    #expect(try bytes == 2 * value("air_bytes"))
    #expect(try isNear(value("staging_s"), bytes / 2 / 200e6))
  }

  private func isNear(_ a: Double, _ b: Double) -> Bool {
    abs(a - b) <= 1e-9 * max(abs(a), abs(b))
  }

  @Test func chipsHaveWhatOthersHaveNot() throws {
    let found = try metrics([
      "scheme=tensor-parallel", "devices=4", "platform=siracusa-mipi",
    ])
    let there = CostMetric.all.map(\.metric).filter {
      !Self.special.contains($0.name) && !Self.copied.contains($0.name)
    }
    #expect(found.map(\.0) == there)
    #expect(found.allSatisfy { $0.1.isFinite && $0.1 >= 0 })
  }

  @Test func mixerHasThemAll() throws {
    let found = try metrics([
      "scheme=tensor-parallel", "devices=4", "platform=nrf52840-mixer",
    ])
    let there = CostMetric.all.map(\.metric).filter {
      !Self.staged.contains($0.name) && !Self.copied.contains($0.name)
    }
    #expect(found.map(\.0) == there)
    #expect(found.allSatisfy { $0.1.isFinite && $0.1 >= 0 })
  }

  /// One device has no rounds, and its radio is never on.
  @Test func oneDeviceHasNoRounds() throws {
    let found = try metrics(["platform=nrf52840-mixer"])
    for name in Self.special where name != "flash_bytes" {
      #expect(found.first { $0.0.name == name }?.1 == 0, "\(name)")
    }
  }

  /// What one round takes is what all take, divided.
  @Test func aRoundIsAPartOfTheRadio() throws {
    let found = try metrics([
      "model=cats-block-attention", "scheme=cats", "devices=4", "tokens=64",
      "platform=nrf52840-mixer",
    ])
    func value(_ name: String) throws -> Double {
      try #require(found.first { $0.0.name == name }?.1)
    }
    // Two gathers.
    let all = try value("energy_transmit_j") + value("energy_receive_j")
    #expect(try abs(all / value("round_energy_j") - 2) < 1e-9)
  }

  /// What needs time is left out where the model does not fit.
  @Test func misfits() throws {
    let found = try metrics(["model=llama2-70b"])
    #expect(
      found.map(\.0.name) == [
        "air_bytes", "root_bytes", "sent_bytes", "lost_bytes", "messages",
        "ram_peak_bytes", "weight_bytes", "macs", "fits",
      ])
    #expect(found.last?.1 == 0)
  }
}
