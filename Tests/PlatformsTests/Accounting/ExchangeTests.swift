import Cluster
import Tensors
import TestSupport
import Testing

@testable import Platforms

/// What a collective takes where each is charged once: payload over bandwidth.
struct ExchangeTests {
  /// 1 µs a byte, nothing else takes time.
  private func microseconds(
    _ devices: Int, once: Bool = true, latency: Double = 0,
    _ body: (Cluster, Sharded) throws -> Void
  ) throws -> (time: Double, timeline: Timeline) {
    let cluster = try Cluster(devices: devices)
    let parts = cluster.map { $0.work(1, elements: 60) }
    try body(cluster, parts)
    let bench = Bench(
      rate: 1e30, overhead: 0, memory: 1e30, latency: latency,
      exchanges: once ? .once : .eachMessage)
    let costs = try bench.costs(cluster.trace)
    #expect(costs.brokenLaw(in: cluster.trace) == nil)
    let checks = IndependentChecks(trace: cluster.trace, costs: costs)
    #expect(checks.problem == nil)
    return (costs.timeline.latency.value * 1e6, costs.timeline)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// For parts of 240 bytes on so many devices.
    var expected: @Sendable (Int) -> Double
    var body: @Sendable (Cluster, Sharded) throws -> Void
  }

  /// The largest message of a device: a chunk in a ring, a part elsewhere.
  static let cases = [
    Case(testDescription: "ring", expected: { 240 / Double($0) }) {
      _ = try $0.allReduce($1, by: .ring)
    },
    Case(testDescription: "full mesh", expected: { _ in 240 }) {
      _ = try $0.allReduce($1, by: .fullMesh)
    },
    Case(testDescription: "star", expected: { _ in 240 }) {
      _ = try $0.allReduce($1, by: .star)
    },
    Case(testDescription: "tree", expected: { _ in 240 }) {
      _ = try $0.allReduce($1, by: .tree(group: 2))
    },
    Case(testDescription: "all-gather", expected: { _ in 240 }) {
      _ = try $0.allGather($1)
    },
    Case(testDescription: "hand-off", expected: { _ in 240 }) {
      _ = try $0.send($1.parts[0], from: $0.root, to: [$0.devices[1]])
    },
    Case(testDescription: "two all-reduces", expected: { 480 / Double($0) }) {
      let sums = try $0.allReduce($1, by: .ring)
      _ = try $0.allReduce(sums, by: .ring)
    },
  ]

  @Test(arguments: cases, [2, 3, 4, 5])
  func isChargedOnce(_ test: Case, _ devices: Int) throws {
    let found = try microseconds(devices, test.body)
    #expect(isClose(found.time, test.expected(devices), 1e-9))
  }

  /// Shares of rows, of which each device sends others the largest once.
  @Test func reduceScatter() throws {
    let found = try microseconds(3) { cluster, _ in
      let parts = cluster.map {
        let part = $0.work(1, elements: 60)
        return Tensor(Shape(6, 10), at: $0, handle: part.handle)
      }
      _ = try cluster.reduceScatter(parts)
    }
    #expect(isClose(found.time, 80, 1e-9))
    #expect(found.timeline.devices.allSatisfy { $0.sentBytes == 80 })
    #expect(found.timeline.devices.allSatisfy { $0.receivedBytes == 160 })
  }

  /// Bytes are those that are charged; each message charged is one
  /// transmission.
  @Test func bytesAreThoseCharged() throws {
    let ring = try microseconds(4) { _ = try $0.allReduce($1, by: .ring) }
    #expect(ring.timeline.devices.map(\.sentBytes) == [60, 60, 60, 60])
    #expect(ring.timeline.transmissions == 4)
    let gather = try microseconds(4) { _ = try $0.allGather($1) }
    #expect(gather.timeline.airBytes == 4 * 240)
    #expect(gather.timeline.devices.allSatisfy { $0.receivedBytes == 3 * 240 })
    #expect(
      gather.timeline.links.map(\.name)
        == ["0-all", "1-all", "2-all", "3-all"])
  }

  /// A latency that is asked for counts once a collective too; a ring whose
  /// messages are all charged has it in each of 2 (N - 1) steps.
  @Test func latencyCountsOnce() throws {
    let once = try microseconds(4, latency: 7e-6) {
      _ = try $0.allReduce($1, by: .ring)
    }
    #expect(isClose(once.time, 60 + 7, 1e-9))
    let each = try microseconds(4, once: false, latency: 7e-6) {
      _ = try $0.allReduce($1, by: .ring)
    }
    #expect(isClose(each.time, 6 * (60 + 7), 1e-9))
  }

  /// Of unequal messages the largest counts, wherever it stands.
  @Test func theLargestCounts() throws {
    for order in [[10, 40], [40, 10]] {
      let found = try microseconds(2) { cluster, _ in
        try cluster.asOneCollective {
          for elements in order {
            _ = try cluster.send(
              cluster.root.work(1, elements: elements), from: cluster.root,
              to: [cluster.devices[1]])
          }
        }
      }
      #expect(isClose(found.time, 160, 1e-9))
    }
  }
}
