import Cluster
import Tensors
import TestSupport
import Testing

@testable import Platforms

/// Collectives on devices with ports that do each step together.
struct SynchronousTests {
  private let bytes = 100

  private func network(ports: Int) -> Platform {
    var platform = Bench(kind: .star, latency: 0).platform
    for index in platform.accountings.indices {
      platform.accountings[index].network.isSynchronous = true
      platform.accountings[index].network.ports = Constant(
        Quantity(Double(ports)), .assumed, source: "test")
      platform.accountings[index].network.overhead = Constant(
        Seconds(20e-6), .assumed, source: "test")
    }
    platform.device.overheads = .init(
      Constant(.zero, .assumed, source: "test"))
    platform.device.memory[0].bandwidth = Constant(
      Quantity(1e30), .assumed, source: "test")
    platform.device.arithmetic = .rates(
      .init(Constant(Quantity(1e30), .assumed, source: "test")))
    return platform
  }

  /// Messages of 100 bytes and 20 µs an all-reduce takes one after another.
  private func serialMessages(
    _ devices: Int, _ algorithm: AllReduceAlgorithm, ports: Int = 1,
    elements: Int = 25
  ) throws -> Double {
    let cluster = try Cluster(devices: devices)
    let parts = cluster.map { $0.work(1, elements: elements) }
    _ = try cluster.allReduce(parts, by: algorithm)
    let costs = try Costs(
      of: cluster.trace, on: network(ports: ports), accounting: "paper")
    #expect(costs.brokenLaw(in: cluster.trace) == nil)
    let checks = IndependentChecks(trace: cluster.trace, costs: costs)
    #expect(checks.problem == nil)
    return costs.timeline.latency.value / 120e-6
  }

  /// The sum over levels of the members but one, up and down.
  @Test(arguments: [2, 3, 4, 5, 8], 1...70)
  func trees(_ group: Int, _ devices: Int) throws {
    var (level, serial) = (devices, 0)
    while level > 1 {
      serial += min(group, level) - 1
      level = (level + group - 1) / group
    }
    guard devices > 1 else { return }
    let found = try serialMessages(devices, .tree(group: group))
    #expect(isClose(found, Double(2 * serial), 1e-9))
  }

  @Test(arguments: [
    (1, 0), (2, 1), (4, 3), (8, 4), (16, 6), (32, 7), (64, 9),
  ])
  func groupsOfFour(_ devices: Int, _ serial: Int) throws {
    guard devices > 1 else { return }
    let found = try serialMessages(devices, .tree(group: 4))
    #expect(isClose(found, Double(2 * serial), 1e-9))
  }

  /// With as many ports as others in a group only levels count.
  @Test(arguments: [(4, 1), (8, 2), (16, 2), (64, 3)])
  func severalPorts(_ devices: Int, _ levels: Int) throws {
    let found = try serialMessages(devices, .tree(group: 4), ports: 3)
    #expect(isClose(found, Double(2 * levels), 1e-9))
  }

  @Test(arguments: 2...12)
  func stars(_ devices: Int) throws {
    let found = try serialMessages(devices, .star)
    #expect(isClose(found, Double(2 * (devices - 1)), 1e-9))
  }

  /// Everyone sends and receives at once: 2 (D - 1) steps of 1/D.
  @Test(arguments: [2, 5, 8])
  func rings(_ devices: Int) throws {
    let found = try serialMessages(
      devices, .ring, elements: 25 * devices)
    #expect(isClose(found, Double(2 * (devices - 1)), 1e-9))
  }

  /// All devices are in a collective until it is over.
  @Test func allGoOnTogether() throws {
    let cluster = try Cluster(devices: 4)
    let parts = cluster.map { $0.work(1, elements: 25) }
    let sums = try cluster.allReduce(parts, by: .star)
    _ = cluster.map { $0.work(1, [sums[$0]]) }
    let costs = try Costs(
      of: cluster.trace, on: network(ports: 1), accounting: "paper")
    let timeline = costs.timeline
    let last = cluster.trace.operations.indices.suffix(4)
    // The root has the sum already; the others get it at the same time.
    #expect(Set(last.map { timeline.starts[$0] }).count == 2)
    for device in 1..<4 {
      #expect(
        isClose(
          timeline.devices[device].communication.value,
          timeline.latency.value, 1e-9))
    }
  }
}
