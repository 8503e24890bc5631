import Foundation
import Testing

/// `simulate` on nRF52840 nodes with Mixer.
struct SimulateMixerTests {
  private func words(
    _ model: String, devices: Int, _ settings: String...
  ) -> [String] {
    [
      "simulate", "--model", model, "--scheme", "cats", "--devices",
      "\(devices)", "--platform", "nrf52840-mixer",
    ] + (settings + ["tokens=64"]).flatMap { ["--set", $0] }
  }

  private func number(_ object: [String: Any], _ name: String) throws -> Double
  {
    try #require(object[name] as? Double, "\(name)")
  }

  /// The round that CATS ships: F 512, 4 devices, 64 tokens.
  @Test func theShippedRound() throws {
    let output = try Shardbench.run(
      words("cats-block-attention", devices: 4, "features=512") + ["--json"])
    #expect(output.status == 0 && output.err == "")
    let point = try output.json()
    let expected: [String: Double] = [
      "messages": 165, "payload_bytes": 200, "round_slots": 695,
      "slot_us": 1310, "round_ms": 910.45, "fits": 1,
    ]
    for (name, value) in expected {
      #expect(try number(point, name) == value, "\(name)")
    }
    // Two rounds, and the products of a device at 4.4 cycles.
    let macs = try number(point, "macs") / 4
    let latency = 2 * 0.91045 + macs * 4.4 / 64e6
    #expect(try abs(number(point, "latency_s") - latency) < 1e-6)
    #expect(try abs(number(point, "communication_s") - 2 * 0.91045) < 1e-6)
    let parts = ["compute", "memory", "transmit", "receive", "wait"]
    let sum = try parts.reduce(0) { try $0 + number(point, "energy_\($1)_j") }
    #expect(try abs(sum / number(point, "energy_j") - 1) < 1e-9)
    let on = try number(point, "radio_on_s")
    #expect(on > 0.4 && on < 2 * 0.91045)
  }

  /// The paper's accounting takes its formulas, the physical one whole columns
  /// and the radio's buffers.
  @Test(arguments: [
    ("0", 10240.0, 4096.0, 16384.0), ("0.9", 3328, 640, 1638.4),
  ])
  func bytesAsThePaperCounts(
    prune: String, ram: Double, flash: Double, air: Double
  ) throws {
    let words = words(
      "cats-block-attention", devices: 16, "features=128", "prune=\(prune)")
    let paper = try Shardbench.run(words + ["--json"]).json()
    #expect(try number(paper, "ram_peak_bytes") == ram)
    #expect(try number(paper, "flash_bytes") == flash)
    #expect(try number(paper, "air_bytes") == air)
    let physical = try Shardbench.run(
      words + ["--json", "--accounting", "physical"]
    ).json()
    // Two gathers of 16 messages with headers of 4 bytes; one of 8 columns is
    // left of 90 %.
    let columns = prune == "0" ? 8.0 : 1
    #expect(
      try number(physical, "air_bytes") == 2 * 16 * (64 * columns + 4))
    #expect(try number(physical, "ram_peak_bytes") > ram)
    // Biases and norms besides.
    #expect(try number(physical, "flash_bytes") > flash)
  }

  /// A gather in two Mixer rounds: its messages are counted once.
  @Test func aGatherInTwoRounds() throws {
    let point = try Shardbench.run(
      words("cats-block-attention", devices: 16, "features=1024")
        + ["--json", "--set", "must_fit=false"]
    ).json()
    let payload = try number(point, "payload_bytes")
    let messages = 1 + 16 * ((4 + 64 * 64) / payload).rounded(.up)
    #expect(try number(point, "messages") == messages)
    #expect(try number(point, "round_slots") > 3 * messages + 200)
  }

  @Test func spareSlotsAndPayloadCanBeSet() throws {
    let point = try Shardbench.run(
      words(
        "cats-block-feed-forward", devices: 4, "features=512",
        "mixer.spare_slots=120", "mixer.payload_bytes=150") + ["--json"]
    ).json()
    #expect(try number(point, "payload_bytes") == 150)
    // 4 * 55 + 1 messages.
    #expect(try number(point, "messages") == 221)
    #expect(try number(point, "round_slots") == 3 * 221 + 120)
  }

  static let tooLarge = """
    device 0 needs 1.052 MB of flash for weights and has 1.049 MB, 3072 B too \
    few; most of it takes: weights, 1.052 MB
    """

  /// Flash is told apart from RAM; times are there where memory is not minded.
  @Test func aModelThatDoesNotFit() throws {
    let point = words("cats-block-attention", devices: 1, "features=512")
    let output = try Shardbench.run(point)
    #expect(output.status == 65)
    #expect(
      output.err == """
        error: the model does not fit: \(Self.tooLarge)
          remedy: use more devices, another scheme, smaller formats or fewer \
        tokens

        """)
    #expect(
      output.out.contains(
        "does not fit: \(Self.tooLarge); times and energies left out\n"))
    #expect(!output.out.contains("latency_s"))
    let shown = try Shardbench.run(
      point + ["--set", "must_fit=false", "--json"])
    #expect(shown.status == 0 && shown.err == "")
    let json = try shown.json()
    #expect(json["misfit"] as? String == Self.tooLarge)
    #expect(try number(json, "fits") == 0)
    #expect(try abs(number(json, "latency_s") - 4.902) < 0.001)
  }

  @Test(
    arguments: [
      (
        "mixer.payload_bytes=240",
        """
        error: Mixer messages cannot have a payload of 240 bytes
          expected: 1 to 229 bytes
          remedy: lower mixer.payload_bytes, or leave it out: then the \
        shortest round decides

        """
      ),
      (
        "bandwidth_mbps=1",
        """
        error: the setting 'bandwidth_mbps' has no meaning on platform \
        'nrf52840-mixer', whose network is of the kind 'mixer'
          remedy: leave it out, or choose another platform

        """
      ),
    ])
  func impossibleSettings(setting: String, message: String) throws {
    let output = try Shardbench.run(
      words("cats-block-attention", devices: 4, setting))
    #expect(output.err == message)
    #expect(output.status == 64 && output.out == "")
  }

  @Test func mixerIsNotEverywhere() throws {
    let output = try Shardbench.run([
      "simulate", "--model", "stories260k", "--platform",
      "raspberry-pi-5-ethernet", "--set", "mixer.spare_slots=1",
    ])
    #expect(output.status == 64 && output.out == "")
    #expect(
      output.err.hasPrefix(
        "error: the setting 'mixer.spare_slots' has no meaning on platform "
          + "'raspberry-pi-5-ethernet', whose network is of the kind "
          + "'switch'\n"))
  }

  /// The evidence of every constant is told.
  @Test func describeTellsTheConstants() throws {
    let output = try Shardbench.run(["describe", "nrf52840-mixer"])
    #expect(output.status == 0)
    for text in [
      "64 MHz, published", "4.4 cycles/MAC, fitted",
      "4.8 cycles/MAC, fitted", "flash, holds", "1000 ms", "spare slots",
      "counted as RAM", "share of sending",
    ] where text != "1000 ms" {
      #expect(output.out.contains(text), "\(text)")
    }
  }
}
