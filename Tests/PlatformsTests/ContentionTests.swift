import Cluster
import Tensors
import TestSupport
import Testing

@testable import Platforms

/// Several messages at once, by hand: computing 11 µs each, then 100 bytes.
struct ContentionTests {
  /// Devices 0 and 1 both send to device 2.
  private func meeting() throws -> Trace {
    let cluster = try Cluster(devices: 3)
    let devices = cluster.devices
    let received = try devices.prefix(2).flatMap { sender in
      try cluster.send(
        sender.work(10_000, elements: 25), from: sender, to: [devices[2]])
    }
    _ = devices[2].work(20_000, received)
    return cluster.trace
  }

  /// On links of their own both arrive at 161; at the switch the second waits
  /// for the receiver's link, on a shared medium for the medium: 261.
  @Test(arguments: [
    (NetworkModel.Kind.pointToPoint, 161.0, 11.0), (.star, 261, 11),
    (.sharedUnicast, 261, 111), (.sharedBroadcast, 261, 111),
  ])
  func twoSendersOneReceiver(
    _ kind: NetworkModel.Kind, _ arrival: Double, _ departure: Double
  ) throws {
    let costs = try Bench(kind: kind).costs(meeting())
    #expect(isClose(costs.timeline.arrivals[0], 161e-6))
    #expect(isClose(costs.timeline.arrivals[1], arrival * 1e-6))
    #expect(isClose(costs.timeline.starts[3], departure * 1e-6))
    #expect(isClose(costs.timeline.latency.value, (arrival + 21) * 1e-6))
    let busiest = kind == .pointToPoint ? 100e-6 : 200e-6
    let busy = costs.timeline.links.map(\.busy.value).max() ?? 0
    #expect(isClose(busy, busiest))
  }

  /// Two devices exchange: a full-duplex link takes both at once.
  @Test(arguments: [
    (NetworkModel.Kind.pointToPoint, 182.0), (.star, 182),
    (.sharedUnicast, 282), (.sharedBroadcast, 282),
  ])
  func exchange(_ kind: NetworkModel.Kind, _ latency: Double) throws {
    let cluster = try Cluster(devices: 2)
    let devices = cluster.devices
    let made = devices.map { $0.work(10_000, elements: 25) }
    let there = try cluster.send(made[0], from: devices[0], to: [devices[1]])
    let back = try cluster.send(made[1], from: devices[1], to: [devices[0]])
    _ = devices[1].work(20_000, there)
    _ = devices[0].work(20_000, back)
    let costs = try Bench(kind: kind).costs(cluster.trace)
    #expect(isClose(costs.timeline.latency.value, latency * 1e-6))
  }

  /// A message to two receivers begins with the first link that is free: the
  /// one to device 1 is taken until 111.
  @Test func aMessageBeginsOnTheFirstFreeLink() throws {
    let cluster = try Cluster(devices: 3)
    let devices = cluster.devices
    let made = devices[0].work(10_000, elements: 25)
    _ = try cluster.send(made, from: devices[0], to: [devices[1]])
    _ = try cluster.send(made, from: devices[0], to: [devices[1], devices[2]])
    let timeline = try Bench().costs(cluster.trace).timeline
    #expect(isClose(timeline.starts[2], 11e-6))
    #expect(isClose(timeline.ends[2], 211e-6))
    #expect(isClose(timeline.arrivals[1], 261e-6))
    #expect(isClose(timeline.arrivals[2], 161e-6))
  }

  /// Sending does not keep the processor.
  @Test func computingGoesOnWhileSending() throws {
    let cluster = try Cluster(devices: 2)
    let devices = cluster.devices
    let made = devices[0].work(10_000, elements: 25)
    let received = try cluster.send(made, from: devices[0], to: [devices[1]])
    _ = devices[0].work(200_000)
    _ = devices[1].work(20_000, received)
    let timeline = try Bench().costs(cluster.trace).timeline
    #expect(isClose(timeline.starts[2], 11e-6))
    #expect(isClose(timeline.latency.value, 212e-6))
    #expect(timeline.devices[0].wait.value < 1e-12)
  }

  /// Weights that fit nowhere are told with the device and the bytes.
  @Test func misfitIsTold() throws {
    let cluster = try Cluster(devices: 2)
    _ = cluster.root.work(1, elements: 1)
    let big = Parameter("w", Tensor(Shape(1 << 14, 1 << 14)))
    _ = try big.slice(at: cluster.devices[1])
    let misfit = try #require(try Bench().costs(cluster.trace).misfit)
    #expect(misfit.device == 1)
    #expect(misfit.needs.value == 4 * Double(1 << 28))
    #expect(misfit.has.value == 1e9)
    let small = try HandComputedTests.relay()
    #expect(try Bench().costs(small).misfit == nil)
  }

  @Test func accountingsAreKnownByName() throws {
    let trace = try HandComputedTests.relay()
    let error = #expect(throws: PlatformError.self) {
      try Costs(of: trace, on: Bench().platform, accounting: "papre")
    }
    #expect(
      error?.diagnosis.text == """
        error: platform 'bench' has no accounting 'papre'
          expected: paper
          remedy: did you mean 'paper'?
        """)
    #expect(error?.diagnosis.exit == .usage)
  }
}
