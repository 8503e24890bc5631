import Tensors
import TestSupport
import Testing

@testable import Cluster

/// Which messages are one collective.
struct CollectiveNumberTests {
  /// How many messages each collective has; all laws hold.
  private func sizes(
    _ devices: Int, _ body: (Cluster, Sharded) throws -> Void
  ) throws -> [Int] {
    let meeting = try Meeting(devices: devices, shape: Shape(6, 4), seed: 3)
    try body(meeting.cluster, meeting.parts)
    let trace = meeting.cluster.trace
    #expect(trace.violation() == nil)
    let numbers = trace.messages.map(\.collective)
    let last = numbers.max() ?? -1
    return (0..<last + 1).map { number in numbers.count { $0 == number } }
  }

  /// All steps of an all-reduce belong together, on any number of devices.
  @Test(
    arguments: [
      AllReduceAlgorithm.ring, .fullMesh, .star, .tree(group: 2),
      .tree(group: 3),
    ], [2, 3, 5, 8])
  func allReduces(_ algorithm: AllReduceAlgorithm, devices: Int) throws {
    var each = 0
    let found = try sizes(devices) { cluster, parts in
      let sums = try cluster.allReduce(parts, by: algorithm)
      each = cluster.trace.messages.count
      _ = try cluster.allReduce(sums, by: algorithm)
    }
    #expect(each > 0 && found == [each, each])
  }

  @Test func otherCollectives() throws {
    let found = try sizes(4) { cluster, parts in
      _ = try cluster.allGather(parts)
      _ = try cluster.reduceScatter(parts)
      let sum = try cluster.reduce(parts, group: 2)
      _ = try cluster.spread(sum, group: 2)
      _ = try cluster.broadcast(sum, from: cluster.root)
      _ = cluster.announce(tokens: 3)
      let columns = ColumnSharded(
        Tensor(Shape(2, 8)), cuts: partition(8, into: 4), on: cluster)
      _ = cluster.gather(columns)
    }
    #expect(found == [4, 12, 3, 3, 1, 1, 4])
  }

  /// A lone message is a collective, a lone step too; what is inside of
  /// another collective belongs to that one.
  @Test func collectivesOfOnesOwn() throws {
    let found = try sizes(3) { cluster, parts in
      func send(_ from: Int) throws {
        _ = try cluster.send(
          parts.parts[from], from: cluster.devices[from],
          to: [cluster.devices[(from + 1) % 3]])
      }
      try send(0)
      try send(1)
      try cluster.asOneRound {
        try send(0)
        try send(2)
      }
      try cluster.asOneCollective {
        _ = try cluster.allGather(parts)
        try cluster.asOneCollective { try send(1) }
        _ = try cluster.allReduce(parts, by: .fullMesh)
      }
      cluster.asOneCollective {}
      try send(2)
    }
    #expect(found == [1, 1, 2, 7, 1])
  }

  /// Two collectives cannot share a step.
  @Test func aStepOfTwoCollectives() throws {
    let meeting = try Meeting(devices: 3, shape: Shape(6, 4), seed: 4)
    _ = try meeting.cluster.allGather(meeting.parts)
    var trace = meeting.cluster.trace
    trace.messages[2].collective += 1
    #expect(trace.violation() == .collective(message: 2))
  }

  /// A collective that throws ends where it ends.
  @Test func faultsEndTheCollective() throws {
    let meeting = try Meeting(devices: 2, shape: Shape(6, 4), seed: 5)
    let cluster = meeting.cluster
    #expect(throws: TensorError.self) {
      try cluster.asOneCollective {
        _ = try cluster.allGather(meeting.parts)
        _ = try meeting.parts.parts[0] + Tensor(Shape(3), at: cluster.root)
      }
    }
    _ = try cluster.allGather(meeting.parts)
    #expect(cluster.trace.messages.map(\.collective) == [0, 0, 1, 1])
  }
}
