import Foundation
import Platforms
import Schemes
import Testing

@testable import Cluster
@testable import Experiments

/// Points whose partial sums a server adds up.
struct AirPointTests {
  private static let basis = [
    "platform=aircomp-edge-server", "scheme=tensor-parallel", "devices=4",
    "weight_format=fp32", "air.rician_factor=0",
  ]

  private func values(_ metrics: [String], _ texts: String...) throws
    -> PointValues
  {
    try PointMeasurer(packageWorkspace()).measure(
      point(Self.basis + texts), metrics: metrics)
  }

  private func configuration(_ texts: String...) throws -> Configuration {
    let point = try point(Self.basis + texts)
    return try Configuration(
      point.settings, seed: point.seed, in: packageWorkspace())
  }

  /// Errors fall with energy as it grows, and with the algorithm's worth.
  @Test func errors() throws {
    func error(_ texts: String...) throws -> Double {
      try #require(
        PointMeasurer(packageWorkspace()).measure(
          point(Self.basis + ["air.draws=5"] + texts),
          metrics: ["sum_error"])["sum_error"])
    }
    let ten = try error("air.signal_to_noise_db=10")
    let twenty = try error("air.signal_to_noise_db=20")
    #expect(abs(ten / twenty / 10 - 1) < 1e-6)
    let wide = try error("air.server_antennas=32")
    let random = try error("air.transceiver=random")
    let divided = try error("collective=uncoded-fdma")
    #expect(wide < ten && ten < divided && divided < random)
    let bits = try error("collective=digital-ofdma", "digital-ofdma.bits=6")
    #expect(abs(bits - 4 * MultipleAccess.quantizationError(bits: 6)) < 1e-15)
  }

  @Test func errorsStayAboveTheirBound() throws {
    let found = try values(
      ["sum_error_median", "sum_error_bound_median", "sum_error_ratio_max"],
      "air.draws=4")
    let bound = try #require(found["sum_error_bound_median"])
    #expect(try #require(found["sum_error_median"]) >= bound)
    let ratio = try #require(found["sum_error_ratio_max"])
    #expect((1...2).contains(ratio))
  }

  /// The rate that the channel bears grows with energy, by the antennas of a
  /// device in bits where there is much; bits take as much less time.
  @Test func ratesOfTheChannel() throws {
    func found(_ decibels: Int) throws -> (rate: Double, seconds: Double) {
      let values = try values(
        ["digital_spectral_efficiency", "latency_s"], "air.rate=channel",
        "collective=digital-ofdma", "air.signal_to_noise_db=\(decibels)")
      return (
        try #require(values["digital_spectral_efficiency"]),
        try #require(values["latency_s"])
      )
    }
    let (low, high) = (try found(40), try found(50))
    #expect(abs(high.rate - low.rate - 4 * log2(10)) < 0.01)
    // 10 sums of 64 values of 8 bits, by 4 devices at 10 MHz.
    let bits = 10 * 64 * 8 * 4 / 10e6
    let saved = bits / low.rate - bits / high.rate
    #expect(abs(low.seconds - high.seconds - saved) < 1e-9)
    #expect(
      try values(["digital_spectral_efficiency"])["digital_spectral_efficiency"]
        == 21.8)
  }

  /// All sums of a token meet one channel where that stays so long.
  @Test func blocks() throws {
    func errors(_ block: String) throws -> [Double] {
      var configuration = try configuration(
        "air.block=\(block)", "air.draws=50")
      try configuration.openChannel()
      let channel = try #require(configuration.options.channel)
      return try (0..<30).map {
        try channel.errorVariance(of: .air, sample: 0, round: $0, row: 0)
      }
    }
    let (sums, tokens) = (try errors("sum"), try errors("token"))
    #expect(Set(sums).count > 10)
    // Two sums in each of five blocks.
    for first in stride(from: 0, to: 30, by: 10) {
      #expect(Set(tokens[first..<first + 10]).count == 1)
    }
    #expect(Set(tokens).count > 1)
  }

  /// Shares are assigned, rounded to heads and units, and computed so.
  @Test func assignedShares() throws {
    let texts = [
      "air.compute_energy=0.9", "air.compute_shares=1:2:3:3.6",
      "air.assignment=inverse-energy",
    ]
    let found = try values(
      ["share_0", "share_1", "share_2", "share_3", "share_rounding"],
      texts[0], texts[1], texts[2])
    let inverse = [1, 1 / 2.0, 1 / 3.0, 1 / 3.6]
    let sum = inverse.reduce(0, +)
    for (device, expected) in inverse.enumerated() {
      let share = try #require(found["share_\(device)"])
      #expect(abs(share - expected / sum) < 1e-12)
    }
    let configuration = try configuration(texts[0], texts[1], texts[2])
    let computed = try configuration.computedShares()
    let trace = try configuration.simulate().trace
    // What devices compute in blocks is in proportion to what they hold.
    let macs = (0..<4).map { device in
      trace.operations.reduce(0) {
        Int($1.device) == device && $1.part == .feedForward
          && $1.kernel == .matrixVector ? $0 + $1.macs : $0
      }
    }
    #expect(macs[0] > macs[1] && macs[1] > macs[2] && macs[2] > macs[3])
    let rounding = zip(computed, inverse).map { abs($0 - $1 / sum) }.max()
    #expect(found["share_rounding"] == rounding)
    #expect(abs(computed.reduce(0, +) - 1) < 1e-12)
  }

  /// Without noise decoding is lossless; alone, too, whatever the noise.
  @Test(.enabled(if: hasStories, "stories260K is not in the data folder"))
  func noNoiseNoLoss() throws {
    let measurer = try PointMeasurer(packageWorkspace())
    func perplexity(_ texts: String...) throws -> Double {
      let point = try point(
        Self.basis + [
          "data.set=model-samples", "data.texts=1", "data.length=24",
          "air.draws=2",
        ] + texts)
      return try #require(
        measurer.measure(point, metrics: ["perplexity"])["perplexity"])
    }
    let alone = try perplexity("devices=1", "air.signal_to_noise_db=-20")
    #expect(try perplexity("devices=1") == alone)
    let silent = try perplexity("air.signal_to_noise_db=120")
    #expect(abs(silent / alone - 1) < 1e-4)
    #expect(try perplexity("air.signal_to_noise_db=-10") > 1.2 * alone)
    let bits = try perplexity(
      "collective=digital-ofdma", "digital-ofdma.bits=8")
    #expect(bits != alone && abs(bits / alone - 1) < 0.1)
  }

  @Test(arguments: [
    ("air.streams=5", "5 streams cannot be sent at once"),
    ("air.compute_energy=8", "takes 200 % of the energy of device 0"),
    ("bandwidth_mbps=10", "bandwidth_mbps"),
    ("medium=switch", "medium"),
  ])
  func badSettings(text: String, problem: String) throws {
    let error = try #require(throws: (any Error).self) {
      _ = try values(["latency_s"], text)
    }
    #expect(JobFailure(of: error).problem.contains(problem), "\(error)")
  }

  /// Other networks have no server that adds.
  @Test(arguments: ["collective=air", "air.draws=3", "air.streams=2"])
  func otherNetworks(text: String) throws {
    let name =
      text.hasPrefix("collective")
      ? text : String(text.split(separator: "=")[0])
    #expect(
      throws: ConfigurationError.otherNetwork(
        name, platform: "raspberry-pi-5-ethernet", network: "switch")
    ) {
      let point = try point([
        "scheme=tensor-parallel", "devices=4", text,
      ])
      _ = try Configuration(point.settings, seed: 0, in: packageWorkspace())
    }
  }
}
