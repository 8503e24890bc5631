import Cluster
import Tensors
import TestSupport
import Testing

@testable import Platforms

/// Messages that pass through host memory, by hand in microseconds: 11 µs of
/// computing, then 100 bytes at 1 µs each, 50 µs on the way, copies of 20 µs.
struct StagingTests {
  private let rate = 5e6

  @Test(arguments: NetworkModel.Kind.links)
  func aMessageIsCopiedTwice(_ kind: NetworkModel.Kind) throws {
    let trace = try HandComputedTests.relay()
    let costs = try Bench(kind: kind, staging: rate).costs(trace)
    let timeline = costs.timeline
    // 11 + 20 + 100 + 50 + 20 + 21.
    #expect(isClose(timeline.latency.value, 222e-6))
    #expect(isClose(timeline.starts[1], 31e-6))
    #expect(isClose(timeline.receptions[0], 31e-6))
    #expect(isClose(timeline.arrivals[0], 201e-6))
    #expect(timeline.copies.map(\.device) == [0, 1])
    #expect(timeline.copies.map(\.delivery) == [-1, 0])
    #expect(isClose(timeline.copies[0].start, 11e-6))
    #expect(isClose(timeline.copies[1].start, 181e-6))
    for device in timeline.devices {
      #expect(isClose(device.staging.value, 20e-6))
      #expect(device.stagedBytes == 100)
    }
    // From the beginning of the first copy to the end of the last.
    #expect(isClose(timeline.devices[1].communication.value, 190e-6))
    #expect(costs.brokenLaw(in: trace) == nil)
    #expect(IndependentChecks(trace: trace, costs: costs).problem == nil)
  }

  /// One copy out serves all receivers; each copies in for itself, and one
  /// after another what comes at once.
  @Test func copiesOfSeveral() throws {
    let spread = try Bench(staging: rate).costs(
      HandComputedTests.relay(receivers: 3))
    #expect(
      spread.timeline.devices.map(\.stagedBytes) == [100, 100, 100, 100])
    #expect(isClose(spread.timeline.latency.value, 222e-6))
    let cluster = try Cluster(devices: 3)
    _ = try cluster.allGather(
      cluster.map { $0.work(10_000, elements: 25) })
    let gather = try Bench(staging: rate).costs(cluster.trace).timeline
    // Both come at 181 and are copied by 201 and 221.
    #expect(isClose(gather.arrivals.max() ?? 0, 221e-6))
    #expect(gather.devices.allSatisfy { $0.stagedBytes == 300 })
  }

  /// Token numbers are in host memory already.
  @Test func controlMessagesAreNotCopied() throws {
    let cluster = try Cluster(devices: 2)
    _ = cluster.root.work(10_000)
    _ = cluster.announce(tokens: 5)
    let timeline = try Bench(staging: rate).costs(cluster.trace).timeline
    #expect(timeline.copies.isEmpty && timeline.airBytes == 20)
  }

  /// The closed form of full exchange, arXiv:2605.25682: a fixed cost, two
  /// copies and the payload for each gather.
  @Test func anExchangeOfTwoDevices() throws {
    let network = try Platform(named: "jetson-orin-nano-wifi")
      .accounting("paper").network
    let cluster = try Cluster(devices: 2)
    _ = try cluster.allGather(
      cluster.map { $0.work(0, elements: 98 * 768) })
    var platform = try Platform(named: "jetson-orin-nano-wifi")
    platform.device.memory[0].bandwidth.quantity.value = 1e30
    let costs = try Costs(
      of: cluster.trace, on: platform, accounting: "paper")
    let bytes = Double(98 * 768 * 4)
    let staging = try #require(network.staging).value
    let expected =
      network.latency.value + 2 * bytes / staging
      + 8 * bytes / network.bandwidth.value
    #expect(isClose(costs.timeline.latency.value, expected, 1e-9))
  }

  /// The slower the copies, the longer a run.
  @Test func slowerCopiesTakeLonger() throws {
    for seed in UInt64(0)..<60 {
      let trace = try Run(seed: seed)(values: false).trace
      var before = 0.0
      for rate in [nil, 1e9, 1e7, 1e5] {
        let time = try Bench(staging: rate).costs(trace).timeline.latency.value
        #expect(time >= before * (1 - 1e-12), "seed \(seed)")
        before = time
      }
    }
  }
}
