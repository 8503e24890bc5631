import Cluster
import Tensors
import TestSupport
import Testing

@testable import Platforms

/// How often a payload is on the wire, by medium (ASTRA, arXiv:2505.19342, left
/// it out).
struct MediumTests {
  /// How many times one device's payload an all-gather takes.
  private func copies(_ kind: NetworkModel.Kind, _ devices: Int) throws
    -> Double
  {
    let cluster = try Cluster(devices: devices)
    let parts = cluster.map { $0.work(1, elements: 25) }
    _ = try cluster.allGather(parts)
    let bench = Bench(
      kind: kind, rate: 1e30, overhead: 0, memory: 1e30, latency: 0)
    return try bench.costs(cluster.trace).timeline.latency.value / 100e-6
  }

  @Test(arguments: [2, 3, 4, 8])
  func anAllGather(_ devices: Int) throws {
    let n = Double(devices)
    #expect(isClose(try copies(.pointToPoint, devices), 1, 1e-9))
    #expect(isClose(try copies(.sharedBroadcast, devices), n, 1e-9))
    #expect(isClose(try copies(.sharedUnicast, devices), n * (n - 1), 1e-9))
    // On links to a switch N - 1 copies leave a device; as all begin with the
    // same receivers, these keep them waiting.
    let star = try copies(.star, devices)
    #expect(star >= (n - 1) * (1 - 1e-9) && star <= (2 * n - 3) * (1 + 1e-9))
  }

  private func latency(
    of trace: Trace, on platform: Platform, _ change: (inout Platform) -> Void
  ) throws -> Double {
    var platform = platform
    change(&platform)
    return try Costs(of: trace, on: platform, accounting: "physical")
      .timeline.latency.value
  }

  private static let wireless = [
    "laptop-1660ti-wifi", "astra-llama-testbed-wifi", "jetson-orin-nano-wifi",
  ]

  /// The more copies the medium needs, the longer a run takes.
  @Test(arguments: wireless)
  func moreCopiesTakeLonger(_ name: String) throws {
    let platform = try Platform(named: name)
    for seed in UInt64(0)..<100 {
      var run = Run(seed: seed)
      run.options = platform.options()
      let trace = try run(values: false).trace
      let times = try [
        NetworkModel.Kind.pointToPoint, .sharedBroadcast, .sharedUnicast,
      ].map { kind in
        try latency(of: trace, on: platform) { $0.setMedium(kind) }
      }
      #expect(times[0] <= times[1] * (1 + 1e-12), "\(run)")
      #expect(times[1] <= times[2] * (1 + 1e-12), "\(run)")
    }
  }

  @Test(arguments: wireless)
  func moreLatencyTakesLonger(_ name: String) throws {
    let platform = try Platform(named: name)
    for seed in UInt64(0)..<40 {
      var run = Run(seed: seed)
      run.options = platform.options()
      let trace = try run(values: false).trace
      var before = 0.0
      for milliseconds in [0.0, 2, 5, 20] {
        let time = try latency(of: trace, on: platform) {
          $0.setLatency(Seconds(milliseconds * 1e-3))
        }
        #expect(time >= before * (1 - 1e-12), "\(run)")
        before = time
      }
    }
  }

  /// What charges a collective once has links of its own.
  @Test func theMediumIsNotMindedWhereItDoesNotCount() throws {
    var platform = try Platform(named: "laptop-1660ti-wifi")
    platform.setMedium(.star)
    let kinds = platform.accountings.map(\.network.kind)
    #expect(kinds == [.pointToPoint, .star])
  }

  /// A Mbit may have 2^20 bits in one accounting and a million in another.
  @Test func megabits() throws {
    var platform = try Platform(named: "astra-llama-testbed-wifi")
    platform.setBandwidth(megabits: 500)
    let rates = platform.accountings.map(\.network.bandwidth.value)
    #expect(rates == [500 * 1_048_576, 500e6])
    platform = try Platform(named: "laptop-1660ti-wifi")
    platform.setBandwidth(megabits: 20)
    #expect(
      platform.accountings.allSatisfy { $0.network.bandwidth.value == 20e6 })
  }
}
