import Diagnostics
import Platforms
import Testing

@testable import Experiments

/// Settings of the medium and of unequal devices, and what does not fit.
struct DeviceSettingTests {
  private func platform(_ texts: String...) throws -> Platform {
    let point = try point(texts)
    return try Configuration(
      point.settings, seed: 0, in: packageWorkspace()
    ).platform
  }

  @Test func everySettingArrives() throws {
    let platform = try platform(
      "medium=shared-broadcast", "link_latency_ms=3", "bandwidth_mbps=7",
      "speeds=1:0.5", "memory_shares=2:1:1")
    for accounting in platform.accountings {
      #expect(accounting.network.kind == .sharedBroadcast)
      #expect(accounting.network.latency.value == 3e-3)
      #expect(accounting.network.bandwidth.value == 7e6)
    }
    #expect(platform.speeds(devices: 3) == [1, 0.5, 1])
    #expect(platform.memoryShares.values == [2, 1, 1])
  }

  @Test(arguments: ["medium=switch", "link_latency_ms=1"])
  func noLinksOnMixer(_ text: String) throws {
    let error = #expect(throws: ConfigurationError.self) {
      try platform("platform=nrf52840-mixer", text)
    }
    let name = text.prefix { $0 != "=" }
    #expect(
      error
        == .otherNetwork(
          String(name), platform: "nrf52840-mixer", network: "mixer"))
  }

  @Test func chipsHaveMemoriesOfTheirOwn() throws {
    let error = #expect(throws: ConfigurationError.self) {
      try platform("platform=siracusa-mipi", "memory_shares=1:2")
    }
    #expect(
      try #require(error).diagnosis.text == """
        error: the setting 'memory_shares' has no meaning on platform \
        'siracusa-mipi', whose memories are filled from one another
          expected: a platform whose cores compute in all their memories
          remedy: leave it out, or choose another platform
        """)
    #expect(
      try platform("platform=siracusa-mipi", "speeds=2").speeds.values == [2])
  }

  /// Ports belong to a switch, whoever asks for one.
  @Test func portsOfTheMediumAskedFor() throws {
    #expect(throws: ConfigurationError.self) {
      try platform("medium=shared-unicast", "ports=2")
    }
    let made = try platform(
      "platform=laptop-1660ti-wifi", "accounting=physical", "medium=switch")
    #expect(made.accountings.map(\.network.kind) == [.pointToPoint, .star])
  }

  @Test(arguments: ["speeds=1:0", "speeds=fast", "memory_shares=1;2"])
  func sizesThatCannotBe(_ text: String) throws {
    let error = #expect(throws: ManifestError.self) { try point([text]) }
    let diagnosis = try #require(error).diagnosis
    #expect(diagnosis.problem.contains("is not a value of"))
    #expect(
      diagnosis.expected
        == "a number from 0.001 to 1000, or several with colons between them "
        + "such as 1:1:0.5")
  }

  /// What does not fit is a row with the reason and no times.
  @Test func theReasonIsTold() throws {
    let metrics = ["fits", "misfit", "latency_s"]
    func values(_ texts: String...) throws -> PointValues {
      try PointMeasurer(packageWorkspace()).measure(
        point(texts), metrics: metrics)
    }
    let large = ["model=llama3-8b", "weight_format=fp32", "devices=2"]
    let found = try values(large[0], large[1])
    #expect(found["fits"] == 0 && found["latency_s"] == nil)
    #expect(
      found.texts["misfit"]
        == "device 0 needs 32.12 GB for weights and activations and has 8 GB")
    let good = try values("devices=1")
    #expect(good["fits"] == 1 && good["latency_s"] != nil)
    #expect(good.texts["misfit"] == "")
    // The second device is the small one.
    let uneven = try values(
      "model=llama3-8b", "scheme=voltage", "devices=2", "memory_shares=1:0.25")
    #expect(uneven.texts["misfit"]?.hasPrefix("device 1 needs") == true)
  }

  /// Numbers and texts survive a line, a journal's and a worker's.
  @Test func valuesSurviveALine() throws {
    let values = PointValues(
      ["fits": 0, "x": .infinity, "y": 0.1],
      texts: ["misfit": "device 3: \"a\", b", "empty": ""])
    let line = try JSONLine.encode(JobOutcome.values(values))
    #expect(JSONLine.decode(JobOutcome.self, from: line) == .values(values))
    let row = RunLog.Row(identity: "i", values: values)
    let back = JSONLine.decode(
      RunLog.Row.self, from: try JSONLine.encode(row))
    #expect(back == row)
    #expect(values.count == 5 && values.has("empty") && !values.has("z"))
  }
}
