import Cluster
import Models
import Schemes
import Tensors
import TestSupport
import Testing

@testable import Platforms

/// The closed forms of ASTRA's accounting (arXiv:2505.19342), reconstructed from
/// its published ratios, on schemes that it is compared with: 12 blocks of 768 x
/// 3,072, 1,024 tokens, 4 devices, fp32 at 10 Mbit/s.
struct AstraTimingTests {
  private func costs(
    _ scheme: String, devices: Int = 4, blocks: Int? = nil,
    model: String = "astra-std", on name: String = "laptop-1660ti-wifi",
    megabits: Double = 10, accounting: String = "paper"
  ) throws -> Costs {
    var shape = try ModelFile(file: modelFile(model)).shape
    shape.blocks = blocks ?? shape.blocks
    var platform = try Platform(named: name)
    platform.setBandwidth(megabits: megabits)
    let cluster = try Cluster(devices: devices, options: platform.options())
    _ = try known(scheme).forward(
      shape.blankPass(count: 1024), through: Transformer(shapesOnly: shape),
      on: cluster)
    let costs = try Costs(
      of: cluster.trace, on: platform, accounting: accounting)
    #expect(costs.misfit == nil)
    #expect(costs.brokenLaw(in: cluster.trace) == nil)
    return costs
  }

  /// Operations per token and block in units of D^2 at T = 1,024, D = 768.
  private let others = 2.0 + 2 + 16 + 4.0 * 1024 / 768
  private let keys = 4.0

  /// W, to which the rate is fitted.
  @Test func oneDevice() throws {
    let costs = try costs("single", devices: 1)
    let operations = (others + keys) * 768 * 768 * 1024 * 12
    #expect(Double(costs.macs) == operations / 2)
    #expect(isClose(costs.timeline.latency.value, 0.1167, 1e-3))
  }

  /// Every device projects keys and values of all tokens: 0.3523 of the work;
  /// the share of TP is a quarter.
  @Test func sharesOfTheWork() throws {
    let whole = try costs("single", devices: 1).timeline.latency.value
    for (scheme, share) in [
      ("voltage", (others / 4 + keys) / (others + keys)),
      ("tensor-parallel", 0.25),
    ] {
      let found = try costs(scheme).timeline.devices.map(\.compute.value)
      for compute in found {
        #expect(isClose(compute / whole, share, 2e-3), "\(scheme)")
      }
    }
  }

  struct Payload: Sendable {
    var scheme: String
    var blocks = 12
    /// Of all exchanges together, at 10 Mbit/s.
    var seconds: Double
    var digits: Double
  }

  @Test(arguments: [
    Payload(scheme: "voltage", seconds: 7.55, digits: 0.005),
    Payload(scheme: "tensor-parallel", seconds: 15.10, digits: 0.005),
    Payload(scheme: "pipeline", seconds: 3 * 2.52, digits: 0.015),
  ])
  func payloads(_ payload: Payload) throws {
    for megabits in [10.0, 20, 500] {
      let timeline = try costs(
        payload.scheme, blocks: payload.blocks, megabits: megabits
      ).timeline
      let computing =
        payload.scheme == "pipeline"
        ? timeline.devices.reduce(0) { $0 + $1.compute.value }
        : timeline.devices.map(\.compute.value).max() ?? 0
      let sending = (timeline.latency.value - computing) * megabits / 10
      #expect(abs(sending - payload.seconds) < payload.digits)
    }
  }

  /// All are slower than one device at 20 Mbit/s, and slower yet where a real
  /// network is charged.
  @Test(arguments: ["voltage", "tensor-parallel", "pipeline"])
  func slowerThanOneDevice(_ scheme: String) throws {
    let alone = try costs("single", devices: 1).timeline.latency
    let paper = try costs(scheme, megabits: 20).timeline.latency
    let real = try costs(scheme, megabits: 20, accounting: "physical")
    #expect(paper > alone && real.timeline.latency > paper)
  }

  /// Llama-3-8B in 8 bit on one device, which two constants are fitted to.
  @Test func llamaOnOneDevice() throws {
    let costs = try costs(
      "single", devices: 1, model: "llama3-8b", on: "astra-llama-testbed-wifi")
    #expect(isClose(costs.timeline.latency.value, 4.578, 2e-3))
    #expect(costs.timeline.beginnings == [0.369])
  }

  /// What happens once a pass happens on all devices at once.
  @Test func onceAPass() throws {
    let costs = try costs(
      "pipeline", model: "llama3-8b", on: "astra-llama-testbed-wifi")
    #expect(costs.timeline.beginnings == [0.369, 0.369, 0.369, 0.369])
    let computed = costs.timeline.devices.reduce(0) { $0 + $1.compute.value }
    let handed = 3 * 1024 * 4096 * 8 / (10 * 1_048_576.0)
    #expect(
      isClose(
        costs.timeline.latency.value, computed - 3 * 0.369 + handed, 1e-9))
  }
}
