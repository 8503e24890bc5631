import DetectorCurve
import Foundation
import Testing

/// `simulate` prints one point, as a table or as JSON with the CSV's names.
struct SimulateTests {
  private static let llama = [
    "simulate", "--model", "llama2-70b", "--scheme", "tensor-parallel",
    "--devices", "8", "--platform", "raspberry-pi-5-ethernet",
  ]

  /// The metrics that only a network of Mixer, flash, or a hierarchy of
  /// memories has.
  static let special = [
    "round_slots", "slot_us", "round_ms", "payload_bytes", "radio_on_s",
    "round_energy_j", "flash_bytes", "on_chip_s", "off_chip_s",
    "off_chip_bytes", "weights_mode", "passes_per_s", "staging_s",
    "staged_bytes", "misfit",
  ]

  /// The names of the metrics that come from costing on any platform, in
  /// order.
  private func metrics() throws -> [String] {
    try Shardbench.run(["list", "metrics"]).lines
      .filter { !$0.hasPrefix(" ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
      .filter {
        ![
          "perplexity", "top1_agreement", "greedy_prefix_tokens",
          "score_deviation", "accuracy", "cross_entropy", "mse",
          "sent_elements", "speedup", "gain_over_digital", "sum_error",
          "sum_error_median", "sum_error_bound_median", "sum_error_ratio_max",
          "share_0", "share_1", "share_2", "share_3", "share_rounding",
          "digital_spectral_efficiency",
          "counted_ram_bytes", "counted_flash_bytes", "counted_air_bytes",
          "largest_features", "largest_parameters", "completion_slots_median",
          "completion_slots_p99", "completion_slots_max", "round_loss",
          "radio_on_slots", "sending_slots", "mixer_energy_j",
        ].contains($0) && !Self.special.contains($0)
          && !DetectorMetrics.metrics.map(\.name).contains($0)
      }
  }

  private func number(_ object: [String: Any], _ name: String) throws -> Double
  {
    try #require(object[name] as? Double, "\(name)")
  }

  static let schemes = [
    ("single", 1), ("tensor-parallel", 4), ("pipeline", 3), ("voltage", 5),
    ("galaxy", 4), ("edgeshard", 3), ("prism", 3), ("detransformer", 2),
    ("one-shot", 4),
  ]

  @Test(arguments: schemes, ["paper", "physical"])
  func theSumsAgree(scheme: (name: String, devices: Int), accounting: String)
    throws
  {
    let output = try Shardbench.run([
      "simulate", "--model", "stories260k", "--scheme", scheme.name,
      "--devices", "\(scheme.devices)", "--platform",
      "raspberry-pi-5-ethernet", "--accounting", accounting, "--json",
      "--set", "tokens=7",
    ])
    #expect(output.status == 0 && output.err == "")
    let point = try output.json()
    #expect(point["scheme"] as? String == scheme.name)
    #expect(point["accounting"] as? String == accounting)
    #expect(try number(point, "tokens") == 7)
    #expect(try number(point, "devices") == Double(scheme.devices))
    #expect(point["misfit"] is NSNull)
    for name in try metrics() { _ = try number(point, name) }

    let latency = try number(point, "latency_s")
    #expect(latency > 0)
    let parts = ["compute_s", "communication_s", "wait_s"]
    let sum = try parts.reduce(0) { try $0 + number(point, $1) }
    #expect(abs(sum - latency) <= 1e-9 * latency)
    let energies = ["compute", "memory", "transmit", "receive", "wait"]
    let energy = try number(point, "energy_j")
    let joules = try energies.reduce(0) {
      try $0 + number(point, "energy_\($1)_j")
    }
    #expect(abs(joules - energy) <= 1e-9 * energy)

    let devices = try #require(point["per_device"] as? [[String: Any]])
    #expect(devices.count == scheme.devices)
    for device in devices {
      let own = try parts.reduce(0) { try $0 + number(device, $1) }
      #expect(abs(own - latency) <= 1e-9 * latency)
    }
    let total = try devices.reduce(0) { try $0 + number($1, "energy_j") }
    #expect(abs(total - energy) <= 1e-9 * energy)
    for name in ["ram_peak_bytes", "weight_bytes", "sent_bytes"] {
      let most = try devices.map { try number($0, name) }.max()
      #expect(try most == number(point, name))
    }
    for name in parts {
      let mean =
        try devices.reduce(0) { try $0 + number($1, name) }
        / Double(devices.count)
      #expect(abs(mean - (try number(point, name))) <= 1e-9 * latency)
    }
    try checkLinks(point, latency: latency)
  }

  private func checkLinks(_ point: [String: Any], latency: Double) throws {
    let links = try #require(point["links"] as? [[String: Any]])
    #expect(try links.isEmpty == (number(point, "devices") == 1))
    var busiest = 0.0
    for link in links {
      #expect((link["link"] as? String)?.isEmpty == false)
      #expect(try number(link, "bytes") > 0)
      let (busy, use) = try (
        number(link, "busy_s"), number(link, "utilisation")
      )
      #expect(use <= 1 + 1e-9 && abs(busy / latency - use) < 1e-9)
      busiest = max(busiest, use)
    }
    #expect(abs(busiest - (try number(point, "link_utilisation"))) < 1e-12)
  }

  @Test func aLargeModelOnEightDevices() throws {
    let point = try Shardbench.run(Self.llama + ["--json"]).json()
    #expect(try number(point, "fits") == 1)
    #expect(try number(point, "latency_s") > 0)
    // 70 billion weights at 4.5 bits each, a share of an eighth and the head.
    let weights = try number(point, "weight_bytes")
    #expect(weights > 38.8e9 / 8 && weights < 8e9)
  }

  /// The table says what the JSON says, and each metric has its meaning.
  @Test func theTableNamesTheSameMetrics() throws {
    let output = try Shardbench.run(Self.llama)
    #expect(output.status == 0 && output.err == "")
    let text = output.lines.prefix { !$0.hasPrefix("device ") }
    #expect(text.allSatisfy { $0.count <= 80 })
    let named = output.lines.compactMap {
      $0.hasPrefix("  ") && !$0.hasPrefix("   ")
        ? $0.split(separator: " ").first.map(String.init) : nil
    }
    #expect(try named == metrics())
    let rows = output.lines.drop { !$0.hasPrefix("device ") }.dropFirst()
    #expect(rows.map { $0.prefix(1) } == (0..<8).map { "\($0)" })
    #expect(output.lines[0].hasPrefix("accounting=paper context=0 devices=8"))
  }

  /// What has no meaning is not there, rather than zero.
  @Test func aModelThatDoesNotFit() throws {
    let words = [
      "simulate", "--model", "llama2-70b", "--platform",
      "raspberry-pi-4b-ethernet",
    ]
    let misfit = "device 0 needs 38.8 GB for weights and activations and has"
    let output = try Shardbench.run(words + ["--json"])
    #expect(output.status == 65)
    #expect(
      output.err.hasPrefix("error: the model does not fit: \(misfit)"))
    let point = try output.json()
    #expect(try number(point, "fits") == 0)
    #expect((point["misfit"] as? String)?.hasPrefix(misfit) == true)
    #expect(try number(point, "weight_bytes") > 38e9)
    let devices = try #require(point["per_device"] as? [[String: Any]])
    let links = try #require(point["links"] as? [[String: Any]])
    for object in [point] + devices + links {
      for name in object.keys {
        #expect(!name.hasSuffix("_s") && !name.hasSuffix("_j"), "\(name)")
        #expect(!["utilisation", "link_utilisation"].contains(name))
      }
    }
    let table = try Shardbench.run(words)
    #expect(table.status == 65 && table.err == output.err)
    #expect(table.out.contains("does not fit: \(misfit)"))
    #expect(!table.out.contains("latency_s"))
    #expect(table.lines.last?.contains("-") == true)
  }

  @Test func theSameBytesTwice() throws {
    let words = Self.llama + ["--set", "loss=0.1", "--seed", "3", "--json"]
    let (first, second) = (
      try Shardbench.run(words), try Shardbench.run(words)
    )
    #expect(first.outBytes == second.outBytes)
    let other = try Shardbench.run(words + ["--seed", "4"])
    #expect(first.outBytes != other.outBytes)
  }

  @Test(
    arguments: [
      (
        ["--devices", "5", "--scheme", "tensor-parallel"],
        """
        error: tensor-parallel cannot split 'stories260k' over 5 devices
          expected: at most 4, one for each of its key-value heads
          remedy: use at most 4 devices, or another scheme

        """
      ),
      (
        ["--devices", "6", "--scheme", "pipeline"],
        """
        error: pipeline cannot split 'stories260k' over 6 devices
          expected: at most 5, one for each of its blocks
          remedy: use at most 5 devices, or another scheme

        """
      ),
      (
        ["--set", "tokens=13", "--set", "context=500"],
        """
        error: position 513 is behind the end of the context of 'stories260k'
          expected: at most 512 positions
          remedy: ask for fewer steps or a shorter prompt

        """
      ),
    ])
  func impossiblePoints(words: [String], message: String) throws {
    let output = try Shardbench.run(
      [
        "simulate", "--model", "stories260k", "--platform",
        "raspberry-pi-5-ethernet",
      ] + words)
    #expect(output.err == message)
    #expect(output.status == 64 && output.out == "")
  }
}
