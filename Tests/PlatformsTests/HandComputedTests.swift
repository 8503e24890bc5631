import Cluster
import Tensors
import TestSupport
import Testing

@testable import Platforms

/// Tiny traces, costed by hand in microseconds on a ``Bench``.
struct HandComputedTests {
  /// Device 0 works 10,000 steps (11 µs with the overhead), then
  /// sends 100 bytes; device 1 works 20,000 steps with them (21 µs).
  static func relay(
    loss: (any LossModel)? = nil, retries: Int = 0, packet: Int? = nil,
    receivers: Int = 1
  ) throws -> Trace {
    var options = ClusterOptions()
    options.loss = loss
    options.retries = retries
    options.packetBytes = packet
    let cluster = try Cluster(devices: receivers + 1, options: options)
    let devices = cluster.devices
    let made = devices[0].work(10_000, elements: 25)
    let received = try cluster.send(
      made, from: devices[0], to: Array(devices.dropFirst()))
    for (device, tensor) in zip(devices.dropFirst(), received) {
      _ = device.work(20_000, [tensor])
    }
    return cluster.trace
  }

  @Test(arguments: [
    NetworkModel.Kind.pointToPoint, .star, .sharedUnicast, .sharedBroadcast,
  ])
  func oneMessageTakesItsTime(_ kind: NetworkModel.Kind) throws {
    let costs = try Bench(kind: kind).costs(Self.relay())
    let timeline = costs.timeline
    // 11 computing, 100 sending, 50 on the way, 21 computing.
    #expect(isClose(timeline.latency.value, 182e-6))
    #expect(
      timeline.starts.map { ($0 * 1e9).rounded() } == [0, 11000, 161_000])
    #expect(isClose(timeline.ends[1], 111e-6))
    #expect(isClose(timeline.receptions[0], 11e-6))
    #expect(isClose(timeline.arrivals[0], 161e-6))
    let (a, b) = (timeline.devices[0], timeline.devices[1])
    #expect(isClose(a.compute.value, 11e-6))
    #expect(isClose(a.transmit.value, 100e-6))
    #expect(isClose(a.wait.value, 171e-6))
    #expect(a.communication.value == 0)
    #expect(isClose(b.compute.value, 21e-6))
    #expect(isClose(b.communication.value, 150e-6))
    #expect(isClose(b.wait.value, 11e-6))
    #expect(isClose(b.receive.value, 100e-6))
    #expect((a.sentBytes, b.receivedBytes) == (100, 100))
    #expect(timeline.airBytes == 100)
    #expect(timeline.transmissions == 1)
    #expect(timeline.criticalPath() == [2, 1, 0])
    #expect(costs.criticalDevice == 0)
    #expect(isClose(costs.criticalShare, 111.0 / 182))
    #expect(costs.macs == 30_000)
    #expect(costs.lostBytes == 0)
  }

  @Test func energyIsPowerTimesTimeAndBytes() throws {
    let costs = try Bench().costs(Self.relay())
    let (a, b) = (costs.energy[0], costs.energy[1])
    // 100 bytes made at the first device, 100 read at the second.
    #expect(isClose(a.memory.value, 100 * 2e-9))
    #expect(isClose(b.memory.value, 100 * 2e-9))
    #expect(isClose(a.compute.value, 4 * 11e-6))
    #expect(isClose(b.compute.value, 4 * 21e-6))
    #expect(isClose(a.transmit.value, 2 * 100e-6 + 100 * 1e-9))
    #expect(a.receive.value == 0)
    #expect(isClose(b.receive.value, 0.5 * 100e-6))
    #expect(isClose(a.wait.value, 71e-6, 1e-9))
    #expect(isClose(b.wait.value, 61e-6, 1e-9))
    let free = try Bench(waiting: false).costs(Self.relay())
    #expect(free.energy.allSatisfy { $0.wait.value == 0 })
  }

  /// Where sending takes no power of its own, the device waits meanwhile.
  @Test func sendingIsWaitingWhereItHasNoPower() throws {
    var platform = Bench().platform
    platform.device.power.transmit.quantity = .zero
    platform.device.power.receive.quantity = .zero
    let costs = try Costs(
      of: Self.relay(), on: platform, accounting: "paper")
    let (a, b) = (costs.energy[0], costs.energy[1])
    #expect(isClose(a.transmit.value, 100 * 1e-9) && b.receive.value == 0)
    #expect(isClose(a.wait.value, 171e-6, 1e-9))
    #expect(isClose(b.wait.value, 161e-6, 1e-9))
  }

  struct Several: Sendable {
    var kind: NetworkModel.Kind
    /// When the last of three receivers may begin, and how long anyone sends.
    var last: Double
    var sending: Double
    var transmissions: Int
  }

  /// One after another on a link that all share, at once where each has a
  /// link, once where all hear.
  @Test(arguments: [
    Several(kind: .pointToPoint, last: 161, sending: 300, transmissions: 3),
    Several(kind: .star, last: 361, sending: 300, transmissions: 3),
    Several(kind: .sharedUnicast, last: 361, sending: 300, transmissions: 3),
    Several(kind: .sharedBroadcast, last: 161, sending: 100, transmissions: 1),
  ])
  func threeReceivers(_ c: Several) throws {
    let costs = try Bench(kind: c.kind).costs(Self.relay(receivers: 3))
    let timeline = costs.timeline
    #expect(isClose(timeline.latency.value, (c.last + 21) * 1e-6))
    #expect(isClose(timeline.devices[0].transmit.value, c.sending * 1e-6))
    #expect(timeline.transmissions == c.transmissions)
    #expect(timeline.airBytes == 100 * c.transmissions)
    #expect(timeline.devices.dropFirst().allSatisfy { $0.receivedBytes == 100 })
  }

  /// Loses the first tries of some packets.
  struct FirstTries: LossModel {
    /// How many tries of a packet fail, by receiver and packet.
    var failures: [Int: [Int: Int]]
    func loses(_ t: Transmission) -> Bool {
      t.attempt < failures[t.receiver]?[t.packet] ?? 0
    }
  }

  /// Packets of 40, 40 and 20 bytes. Packet 0 is sent twice, packet 2 three
  /// times: 40 + 2 * 20 more bytes; three rounds of tries.
  @Test(arguments: [
    NetworkModel.Kind.pointToPoint, .star, .sharedUnicast, .sharedBroadcast,
  ])
  func retriesTakeTime(_ kind: NetworkModel.Kind) throws {
    let loss = FirstTries(failures: [1: [0: 1, 2: 2]])
    let trace = try Self.relay(loss: loss, retries: 2, packet: 40)
    let costs = try Bench(kind: kind).costs(trace)
    #expect(costs.timeline.airBytes == 180)
    // 11 + 180 + 3 * 50 + 21.
    #expect(isClose(costs.timeline.latency.value, 362e-6))
    #expect(costs.lostBytes == 0)
    // One try fewer: packet 2 is lost, and the receiver goes on without it.
    let short = try Self.relay(loss: loss, retries: 1, packet: 40)
    let lossy = try Bench(kind: kind).costs(short)
    #expect(lossy.timeline.airBytes == 160)
    #expect(lossy.lostBytes == 20)
    #expect(isClose(lossy.timeline.latency.value, 292e-6))
  }

  /// Two receivers miss different packets: alone each costs its own repeats;
  /// a broadcast repeats each packet once for both.
  @Test func aBroadcastRepeatsPacketsForAll() throws {
    let loss = FirstTries(failures: [1: [0: 1], 2: [0: 1, 1: 1]])
    let trace = try Self.relay(
      loss: loss, retries: 1, packet: 40, receivers: 2)
    let broadcast = try Bench(kind: .sharedBroadcast).costs(trace).timeline
    #expect(broadcast.airBytes == 180)
    #expect(isClose(broadcast.latency.value, (11 + 180 + 100 + 21) * 1e-6))
    let unicast = try Bench(kind: .sharedUnicast).costs(trace).timeline
    #expect(unicast.airBytes == 140 + 180)
  }

  /// Headers of 8 bytes on packets of 40: three packets of the payload; a
  /// whole message is cut by the network's own packet of 30: four.
  @Test func everyPacketHasItsHeader() throws {
    let cut = try Self.relay(
      loss: FirstTries(failures: [:]), packet: 40)
    #expect(try Bench(header: 8).costs(cut).timeline.airBytes == 124)
    let whole = try Self.relay()
    let costs = try Bench(header: 8, packet: 30).costs(whole)
    #expect(costs.timeline.airBytes == 132)
    #expect(isClose(costs.timeline.latency.value, (182 + 32) * 1e-6))
  }

  /// Memory bounds what has little arithmetic: 8,000 bytes at 1 GB/s are
  /// 8 µs; 10,000 steps are 10 µs.
  @Test func theSlowerOfMemoryAndArithmeticCounts() throws {
    let cluster = try Cluster(devices: 1)
    _ = cluster.root.work(1000, elements: 2000)
    _ = cluster.root.work(10_000, elements: 2000)
    let costs = try Bench().costs(cluster.trace)
    #expect(isClose(costs.timeline.latency.value, (1 + 8 + 1 + 10) * 1e-6))
  }

  @Test func controlIsFreeOnPaper() throws {
    let cluster = try Cluster(devices: 2)
    let ready = cluster.announce(tokens: 25)
    _ = cluster.devices[1].work(0, [ready.parts[1]], elements: 1)
    var bench = Bench(overhead: 0, memory: 1e30)
    let counted = try bench.costs(cluster.trace).timeline
    #expect(isClose(counted.latency.value, 150e-6))
    bench.control = false
    let free = try bench.costs(cluster.trace).timeline
    #expect(free.latency.value < 1e-20)
    #expect((free.airBytes, free.transmissions) == (0, 0))
  }

  /// Law 7: nothing is told as zero.
  @Test func anEmptyTraceIsAnError() throws {
    let empty = try Cluster(devices: 2).trace
    let error = #expect(throws: PlatformError.self) {
      try Bench().costs(empty)
    }
    #expect(
      error?.diagnosis.text == """
        error: nothing was computed or sent, so there is nothing to cost
          remedy: run at least one token through at least one block
        """)
    #expect(error?.diagnosis.exit == .data)
  }
}
