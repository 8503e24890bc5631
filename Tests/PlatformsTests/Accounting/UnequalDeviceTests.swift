import Cluster
import Tensors
import TestSupport
import Testing

@testable import Platforms

/// Devices of unequal speed and memory, and kernels that take no time.
struct UnequalDeviceTests {
  @Test(arguments: [
    ("1", [1.0]), ("1:1:0.5", [1, 1, 0.5]), ("2:1e1", [2, 10]),
    ("0.001:1000", [0.001, 1000]),
  ])
  func proportions(_ text: String, _ values: [Double]) throws {
    let sizes = try #require(Proportions(text))
    #expect(sizes.values == values)
    #expect(Proportions(values) == sizes)
    for device in 0..<7 {
      #expect(sizes[device] == values[device % values.count])
    }
  }

  @Test(arguments: [
    "", ":", "1:", ":1", "1::2", "a", "0", "-1", "1:0", "nan", "inf", "1,2",
    "1 : 2", "0.0001", "1001",
  ])
  func noProportions(_ text: String) { #expect(Proportions(text) == nil) }

  private func platform(_ speeds: String, memory: String = "1") throws
    -> Platform
  {
    var platform = Bench().platform
    platform.speeds = try #require(Proportions(speeds))
    platform.memoryShares = try #require(Proportions(memory))
    return platform
  }

  /// Computing takes 1/speed of its time, messages as long as ever.
  @Test func computingIsDividedBySpeed() throws {
    let trace = try HandComputedTests.relay()
    let costs = try Costs(
      of: trace, on: platform("2:0.5"), accounting: "paper")
    // 11 / 2, 100, 50, 21 / 0.5.
    #expect(isClose(costs.timeline.latency.value, 197.5e-6))
    #expect(isClose(costs.timeline.devices[0].compute.value, 5.5e-6))
    #expect(isClose(costs.timeline.devices[1].compute.value, 42e-6))
    #expect(isClose(costs.energy[1].compute.value, 4 * 42e-6))
    #expect(costs.brokenLaw(in: trace) == nil)
  }

  @Test func plannersAreTold() throws {
    let platform = try platform("1:1:0.5", memory: "1:0.25")
    #expect(platform.speeds(devices: 5) == [1, 1, 0.5, 1, 1])
    #expect(platform.memoryBytes(devices: 3) == [1e9, 0.25e9, 1e9])
    #expect(Bench().platform.speeds(devices: 2) == [1, 1])
    #expect(Bench().platform.memoryBytes(devices: 2) == [1e9, 1e9])
  }

  /// Each device has a memory of its own size.
  @Test func theSmallOneDoesNotFit() throws {
    let cluster = try Cluster(devices: 3)
    for device in cluster.devices {
      _ = device.work(1, elements: 1)
      _ = try Parameter("w", Tensor(Shape(1 << 12, 1 << 14))).slice(at: device)
    }
    func misfit(_ shares: String) throws -> Misfit? {
      try Costs(
        of: cluster.trace, on: platform("1", memory: shares),
        accounting: "paper"
      ).misfit
    }
    #expect(try misfit("1") == nil)
    let found = try #require(try misfit("1:1:0.25"))
    #expect(found.device == 2 && found.has.value == 0.25e9)
    #expect(
      found.text
        == "device 2 needs 268.4 MB for weights and activations and has 250 MB")
    #expect(try misfit("0.2:1")?.device == 0)
  }

  @Test func kernelsThatTakeNoTime() throws {
    let cluster = try Cluster(devices: 1)
    let x = cluster.root.work(10_000, elements: 2000)
    _ = cluster.root.record(
      Work(.encoding, macs: 30_000), [Operand(x.handle, 2000)], elements: 10)
    var platform = Bench().platform
    func time() throws -> Double {
      try Costs(of: cluster.trace, on: platform, accounting: "paper")
        .timeline.latency.value
    }
    #expect(isClose(try time(), 42e-6))
    platform.accountings[0].free = [.encoding]
    #expect(isClose(try time(), 11e-6))
    // It is no product of the model, whoever counts.
    let costs = try Bench().costs(cluster.trace)
    #expect(costs.macs == 10_000)
  }

  /// A device that computes nothing has nothing to do once a pass.
  @Test func onceAPassForThoseWhoTakePart() throws {
    let cluster = try Cluster(devices: 3)
    _ = cluster.root.work(10_000)
    _ = cluster.devices[1].work(20_000)
    var platform = try platform("1:0.5")
    platform.device.perPass.quantity = Seconds(100e-6)
    let costs = try Costs(
      of: cluster.trace, on: platform, accounting: "paper")
    #expect(costs.timeline.beginnings == [100e-6, 200e-6, 0])
    #expect(isClose(costs.timeline.latency.value, 242e-6))
    #expect(isClose(costs.timeline.devices[0].compute.value, 111e-6))
    #expect(costs.timeline.devices[2].compute == .zero)
    #expect(costs.brokenLaw(in: cluster.trace) == nil)
  }
}
