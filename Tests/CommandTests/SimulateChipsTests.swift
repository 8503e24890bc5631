import Foundation
import Testing

/// `simulate` and `trace` on Siracusa chips.
struct SimulateChipsTests {
  private func words(
    _ command: String = "simulate", model: String = "tinyllama-42m-block",
    devices: Int, _ settings: String...
  ) -> [String] {
    [
      command, "--model", model, "--scheme", "tensor-parallel", "--devices",
      "\(devices)", "--platform", "siracusa-mipi",
    ] + settings.flatMap { ["--set", $0] }
  }

  private func number(_ object: [String: Any], _ name: String) throws -> Double
  {
    try #require(object[name] as? Double, "\(name)")
  }

  /// One token at context 128 through one block on 8 chips.
  @Test func aTokenOnEightChips() throws {
    let words = words(devices: 8, "context=127") + ["--json"]
    let paper = try Shardbench.run(words).json()
    let physical = try Shardbench.run(
      words + ["--accounting", "physical"]
    ).json()
    #expect(try abs(number(paper, "latency_s") - 0.54e-3) < 5e-6)
    #expect(try abs(number(physical, "latency_s") - 1.2004e-3) < 1e-6)
    let expected: [String: Double] = [
      "messages": 28, "weights_mode": 1, "off_chip_bytes": 3_145_728,
      "air_bytes": 14_336, "fits": 1,
    ]
    for (name, value) in expected {
      #expect(try number(paper, name) == value, "\(name)")
      #expect(try number(physical, name) == value, "\(name)")
    }
    for point in [paper, physical] {
      let times = [
        "compute_s", "on_chip_s", "off_chip_s", "communication_s", "wait_s",
      ]
      let sum = try times.reduce(0) { try $0 + number(point, $1) }
      #expect(try abs(sum / number(point, "latency_s") - 1) < 1e-9)
      let product =
        try number(point, "energy_j") * number(point, "latency_s")
      #expect(try abs(number(point, "energy_delay_js") / product - 1) < 1e-9)
    }
  }

  /// The table has columns for the memories of such devices, and only there.
  @Test func memoriesInTheTable() throws {
    let output = try Shardbench.run(words(devices: 2, "context=127"))
    #expect(output.status == 0 && output.err == "")
    #expect(output.out.contains("on chip  off chip  communication"))
    let other = try Shardbench.run([
      "simulate", "--model", "stories260k", "--platform",
      "raspberry-pi-5-ethernet",
    ])
    #expect(!other.out.contains("off chip"))
    #expect(!other.out.contains("weights_mode"))
  }

  struct Bad: Sendable {
    var devices = 4
    var settings: [String]
    var text: String
  }

  @Test(arguments: [
    Bad(
      devices: 3, settings: [],
      text: """
        error: tensor-parallel cannot share the 8 heads of \
        'tinyllama-42m-block' out equally to 3 devices
          expected: a number of devices that divides its heads
          remedy: use 1, 2, 4 or 8 devices, or set shares=any: then some have \
        one more than others

        """),
    Bad(
      settings: ["group=1"],
      text: """
        --set group=1: error: '1' is not a value of 'group'
          expected: an integer from 2 to 1024

        """),
    Bad(
      settings: ["group=0"],
      text: """
        --set group=0: error: '0' is not a value of 'group'
          expected: an integer from 2 to 1024

        """),
    Bad(
      settings: ["l2_budget_bytes=1000"],
      text: """
        error: weights and kept values cannot have 1000 bytes of the memory on \
        the chip
          expected: 64000 bytes, a single tile, to 2097152, all of it
          remedy: set l2_budget_bytes within these limits

        """),
    Bad(
      settings: ["l2_budget_bytes=2097153"],
      text: """
        error: weights and kept values cannot have 2097153 bytes of the memory \
        on the chip
          expected: 64000 bytes, a single tile, to 2097152, all of it
          remedy: set l2_budget_bytes within these limits

        """),
  ])
  func saysWhatIsWrong(_ bad: Bad) throws {
    var words = words(devices: bad.devices)
    words += bad.settings.flatMap { ["--set", $0] }
    let output = try Shardbench.run(words)
    #expect(output.status == 64 && output.out == "")
    #expect(output.err == bad.text)
  }

  /// What other platforms do not have.
  @Test(arguments: ["residency=stream", "spills=none", "l2_budget_bytes=65536"])
  func onlyWithAHierarchy(_ setting: String) throws {
    let output = try Shardbench.run([
      "simulate", "--model", "stories260k", "--platform",
      "raspberry-pi-5-ethernet", "--set", setting,
    ])
    #expect(output.status == 64 && output.out == "")
    #expect(output.err.contains("whose cores compute in all its memories"))
  }

  /// Shares that differ by a head are there for the asking.
  @Test func unequalSharesIfAsked() throws {
    let output = try Shardbench.run(
      words(devices: 3, "shares=any") + ["--json"])
    #expect(output.status == 0)
    let weights = try #require(output.json()["per_device"] as? [[String: Any]])
      .compactMap { $0["weight_bytes"] as? Double }
    #expect(weights.count == 3 && weights[0] > weights[2])
  }

  /// Transfers of each memory, computing and messages have rows of their own.
  @Test(arguments: ["paper", "physical"], [1, 8])
  func rowsOfATrace(_ accounting: String, _ devices: Int) throws {
    try Scratch.with { scratch in
      let file = scratch.url("out.json")
      let output = try Shardbench.run(
        words("trace", devices: devices, "context=127") + [
          "--accounting", accounting, "--out", file.path,
        ])
      #expect(output.status == 0 && output.err == "")
      let object = try JSONSerialization.jsonObject(
        with: Data(contentsOf: file))
      let trace = try #require(object as? [String: Any])
      let events = try #require(trace["traceEvents"] as? [[String: Any]])
      var names: [Int: String] = [:]
      for event in events
      where event["name"] as? String == "thread_name"
        && event["pid"] as? Double == 0
      {
        let thread = try Int(number(event, "tid"))
        names[thread] = (event["args"] as? [String: String])?["name"]
      }
      #expect(
        Set(names.values)
          == ["compute", "transmit", "receive", "L1", "L2", "L3"])
      var busy: [String: Double] = [:]
      for event in events
      where event["ph"] as? String == "X" && event["pid"] as? Double == 0 {
        let name = try names[Int(number(event, "tid"))] ?? ""
        busy[name, default: 0] += try number(event, "dur")
      }
      // Microseconds of the first chip.
      let chips = Double(devices)
      let fetched = (3_145_728 + 131_072) / chips / 8 / 500
      #expect(abs((busy["L2"] ?? 0) / fetched - 1) < 1e-6)
      let computed = 1_436_025 / chips / 500
      #expect(abs((busy["compute"] ?? 0) / computed - 1) < 1e-4)
      #expect((busy["L1"] ?? 0) == busy["compute"])
      let offChip =
        devices == 1
        ? 3_407_872 * 58 / 38 / 500.0
        : accounting == "paper" ? 0 : 3_145_728 / chips * 58 / 38 / 500
      #expect(abs((busy["L3"] ?? 0) - offChip) < 1e-3)
      #expect((busy["transmit"] ?? 0 > 0) == (devices > 1))
      #expect((busy["receive"] ?? 0 > 0) == (devices > 1))
    }
  }
}
