import Platforms
import TestBasics
import Testing

@testable import Experiments

/// Rounds of a point, played packet by packet.
struct MixerMetricTests {
  private static let names = MixerMetric.allCases.map(\.rawValue)

  private func measure(
    _ texts: String..., metrics: [String] = names, seed: Int = 0
  ) throws -> PointValues {
    let block = [
      "model=cats-block-attention", "scheme=cats", "tokens=64",
      "platform=nrf52840-mixer",
    ]
    return try PointMeasurer(packageWorkspace()).measure(
      point(block + texts, seed: seed), metrics: metrics)
  }

  private func value(_ name: String, _ values: PointValues) throws
    -> Double
  {
    try #require(values[name], "\(name)")
  }

  /// The shipped round of CATS, put together by hand: 41 Mixer messages of
  /// each of 4 devices, 695 slots; and its energy slot by slot.
  @Test func theShippedRoundByHand() throws {
    let found = try measure(
      "features=512", "devices=4", "mixer.hops=3", "mixer.link_quality=0.8",
      "mixer.rounds=7", "must_fit=true",
      metrics: Self.names + ["round_slots", "slot_us", "round_energy_j"],
      seed: 5)
    let expected = try MixerStatistics(
      of: MixerRound(
        graph: .corridor(nodes: 4, hops: 3, quality: 0.8),
        fragments: [41, 41, 41, 41], slots: 695), rounds: 7, seed: 5)
    let last = expected.roundCompletion
    #expect(found["completion_slots_median"] == last.median.map(Double.init))
    #expect(found["completion_slots_p99"] == last.p99.map(Double.init))
    #expect(found["completion_slots_max"] == last.max.map(Double.init))
    #expect(found["round_loss"] == expected.lostShare)
    #expect(found["radio_on_slots"] == expected.radioOnSlots)
    #expect(found["sending_slots"] == expected.sendingSlots)
    #expect(found["round_slots"] == 695 && found["slot_us"] == 1310)
    // 4 + 2 * 21 + 200 + 11 bytes at 4 us; ramps of 70 us; 3 V.
    let air = 257 * 4e-6
    let sends = 3 * 13.63e-3 * (70e-6 + air)
    let listens = 3 * (13e-3 * 70e-6 + 6e-3 * 140e-6 + 6.4e-3 * air)
    let node =
      expected.sendingSlots * sends
      + (expected.radioOnSlots - expected.sendingSlots) * listens
    let energy = try value("mixer_energy_j", found)
    #expect(abs(energy / (4 * node) - 1) < 1e-9)
    #expect(try energy > value("round_energy_j", found))
  }

  /// Left out, the settings are 2 hops, 0.9 and 100 rounds; two devices lie
  /// one hop apart.
  @Test func whatIsLeftOut() throws {
    for (devices, hops) in [(2, 1), (3, 2), (4, 2)] {
      let plain = try measure("devices=\(devices)")
      let told = try measure(
        "devices=\(devices)", "mixer.hops=\(hops)", "mixer.link_quality=0.9",
        "mixer.rounds=100")
      #expect(plain == told && plain.count == Self.names.count)
    }
    // Rounds, seeds and qualities count.
    let plain = try measure("devices=4")
    #expect(try measure("devices=4", seed: 1) != plain)
    #expect(try measure("devices=4", "mixer.rounds=20") != plain)
    #expect(try measure("devices=4", "mixer.hops=1") != plain)
    #expect(try measure("devices=4", "mixer.link_quality=0.8") != plain)
  }

  /// Better links, fewer hops: sooner, and less energy.
  @Test func betterLinksAreFaster() throws {
    let all = try [("0.7", 3), ("0.8", 2), ("1", 1)].map {
      try measure(
        "devices=8", "features=256", "mixer.rounds=10",
        "mixer.link_quality=\($0)", "mixer.hops=\($1)")
    }
    for name in ["completion_slots_median", "radio_on_slots", "mixer_energy_j"]
    {
      let values = try all.map { try value(name, $0) }
      #expect(values[0] > values[1] && values[1] > values[2], "\(name)")
    }
  }

  /// Rounds that end too soon have no completion, but a loss.
  @Test func roundsThatNeverComplete() throws {
    let found = try measure(
      "devices=4", "features=256", "mixer.spare_slots=0", "mixer.hops=3",
      "mixer.link_quality=0.3", "mixer.rounds=10")
    #expect(try value("round_loss", found) > 0.2)
    #expect(
      Set(found.numbers.keys) == [
        "round_loss", "radio_on_slots", "sending_slots", "mixer_energy_j",
      ])
  }

  /// Nothing is sent, or there is no Mixer: there are none.
  @Test func pointsWithoutRounds() throws {
    #expect(try measure("devices=1") == [:])
    #expect(try measure("platform=raspberry-pi-5-ethernet", "devices=4") == [:])
    #expect(
      try measure("devices=1", metrics: ["round_loss", "fits"]) == ["fits": 1])
  }

  /// What does not fit into memory has no energy, but rounds.
  @Test func misfitsHaveNoEnergy() throws {
    let point = ["features=2048", "tokens=8", "devices=4", "mixer.rounds=3"]
    let found = try measure(point[0], point[1], point[2], point[3])
    #expect(
      Set(found.numbers.keys) == Set(Self.names).subtracting(["mixer_energy_j"])
    )
    let shown = try measure(
      point[0], point[1], point[2], point[3], "must_fit=false")
    #expect(shown["round_loss"] == found["round_loss"])
    #expect(try value("mixer_energy_j", shown) > 0)
  }

  /// With a payload of 229 a round has at most 64 Mixer messages: 4 rounds of
  /// a quarter each, of which one is played and its energy counts four times.
  @Test func severalRoundsAStep() throws {
    let found = try measure(
      "features=768", "devices=4", "mixer.payload_bytes=229", "must_fit=false",
      "mixer.rounds=5", "mixer.hops=1", metrics: Self.names + ["round_slots"])
    // 12,288 bytes and 4 of head each: 54 Mixer messages of each device.
    let rounds = 4.0
    #expect(try value("round_slots", found) == rounds * (3 * 55 + 200))
    let expected = try MixerStatistics(
      of: MixerRound(
        graph: .fullMesh(nodes: 4, quality: 0.9),
        fragments: [13, 14, 13, 14], slots: 365), rounds: 5, seed: 0)
    #expect(found["radio_on_slots"] == expected.radioOnSlots)
    let air = Double(4 + 2 * 7 + 229 + 11) * 4e-6
    let sends = 3 * 13.63e-3 * (70e-6 + air)
    let listens = 3 * (13e-3 * 70e-6 + 6e-3 * 140e-6 + 6.4e-3 * air)
    let node =
      expected.sendingSlots * sends
      + (expected.radioOnSlots - expected.sendingSlots) * listens
    let energy = try value("mixer_energy_j", found)
    #expect(abs(energy / (4 * rounds * node) - 1) < 1e-9)
  }

  @Test func corridorsThatDevicesCannotFill() {
    #expect(
      complaint { _ = try measure("devices=4", "mixer.hops=4") } == """
        error: a corridor of 4 hops with 4 nodes
          expected: 1 to 3 hops: a node in each of hops + 1 groups
          remedy: take more devices or fewer hops
        """)
  }

  @Test(arguments: [
    "mixer.hops=2", "mixer.link_quality=0.9", "mixer.rounds=10",
  ])
  func settingsOfOtherNetworks(setting: String) throws {
    let name = try #require(setting.split(separator: "=").first)
    let told = complaint {
      _ = try measure(
        "platform=raspberry-pi-5-ethernet", setting, metrics: ["fits"])
    }
    #expect(
      told.hasPrefix(
        "error: the setting '\(name)' has no meaning on platform "
          + "'raspberry-pi-5-ethernet', whose network is of the kind 'switch'"))
  }

  @Test(arguments: [
    "mixer.hops=0", "mixer.hops=17", "mixer.link_quality=1.1",
    "mixer.link_quality=-0.1", "mixer.rounds=0", "mixer.rounds=100001",
  ])
  func settingsOutOfRange(setting: String) {
    #expect(complaint { _ = try measure(setting) }.contains("error: "))
  }
}
