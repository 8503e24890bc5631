import Foundation
import Tensors
import TestSupport
import Testing

@testable import Cluster

/// Which messages are one step, and which half of a block computes.
struct RoundTests {
  private func rounds(
    _ devices: Int, _ body: (Meeting) throws -> Void
  ) throws -> [Int32] {
    let meeting = try Meeting(devices: devices, shape: Shape(6, 4), seed: 1)
    try body(meeting)
    let trace = meeting.cluster.trace
    #expect(trace.violation() == nil)
    return trace.messages.map(\.round)
  }

  /// How many messages each round has.
  private func sizes(_ rounds: [Int32]) -> [Int] {
    #expect(rounds == rounds.sorted())
    return Set(rounds).sorted().map { round in
      rounds.count { $0 == round }
    }
  }

  struct Case: Sendable {
    var algorithm: AllReduceAlgorithm
    var devices: Int
    var sizes: [Int]
  }

  /// Each step of each all-reduce is a round.
  @Test(arguments: [
    Case(algorithm: .ring, devices: 4, sizes: [4, 4, 4, 4, 4, 4]),
    Case(algorithm: .fullMesh, devices: 4, sizes: [4]),
    Case(algorithm: .star, devices: 4, sizes: [3, 1]),
    Case(algorithm: .tree(group: 2), devices: 5, sizes: [2, 1, 1, 1, 1, 2]),
    Case(algorithm: .tree(group: 3), devices: 9, sizes: [6, 2, 1, 3]),
    Case(algorithm: .ring, devices: 1, sizes: []),
  ])
  func allReduces(_ test: Case) throws {
    let found = try rounds(test.devices) {
      _ = try $0.cluster.allReduce($0.parts, by: test.algorithm)
    }
    #expect(sizes(found) == test.sizes)
    #expect(Set(found) == Set((0..<test.sizes.count).map(Int32.init)))
  }

  @Test func otherCollectivesAreOneRoundEach() throws {
    let found = try rounds(3) {
      _ = try $0.cluster.allGather($0.parts)
      _ = try $0.cluster.reduceScatter($0.parts)
      _ = try $0.cluster.broadcast($0.parts.parts[0], from: $0.cluster.root)
      _ = $0.cluster.announce(tokens: 3)
      let columns = ColumnSharded(
        Tensor(Shape(2, 6)), cuts: partition(6, into: 3), on: $0.cluster)
      _ = $0.cluster.gather(columns)
      _ = $0.cluster.gather(columns)
    }
    #expect(sizes(found) == [3, 6, 1, 1, 3, 3])
  }

  /// Messages by themselves are rounds by themselves, also after a step, and
  /// a step within a step belongs to it.
  @Test func stepsOfOnesOwn() throws {
    let found = try rounds(3) {
      let (cluster, parts) = ($0.cluster, $0.parts)
      let devices = cluster.devices
      func send(_ from: Int) throws {
        _ = try cluster.send(
          parts.parts[from], from: devices[from],
          to: [devices[(from + 1) % 3]])
      }
      try send(0)
      try send(0)
      try cluster.asOneRound {
        try cluster.asOneRound { try send(1) }
        try send(2)
      }
      cluster.asOneRound {}
      try send(1)
    }
    #expect(found == [0, 1, 2, 2, 3])
  }

  /// What is left out when nothing was recorded does not change the numbers.
  @Test func emptyMessagesHaveNoRound() throws {
    let found = try rounds(2) {
      let cluster = $0.cluster
      let nothing = Tensor(Shape(0), at: cluster.root)
      _ = try cluster.send(
        nothing, from: cluster.root, to: [cluster.devices[1]])
      _ = try cluster.broadcast($0.parts.parts[0], from: cluster.root)
    }
    #expect(found == [0])
  }

  @Test func halvesEndWhereTheyEnd() throws {
    let cluster = try Cluster(devices: 2)
    let x = try Tensor(Shape(2), at: cluster.root).relu()
    try cluster.within(.attention) {
      let y = try x.relu()
      _ = try cluster.within(.feedForward) { try y.relu() }
      _ = try cluster.send(y, from: cluster.root, to: [cluster.devices[1]])
    }
    _ = try x.relu()
    #expect(throws: TensorError.self) {
      try cluster.within(.attention) {
        _ = try x + Tensor(Shape(3), at: cluster.root)
      }
    }
    _ = try x.relu()
    #expect(
      cluster.trace.operations.map(\.part) == [
        .other, .attention, .feedForward, .attention, .other, .other,
      ])
  }

  /// A stored trace is the trace, with rounds and halves.
  @Test func storedTracesAreTheSame() throws {
    let meeting = try Meeting(devices: 3, shape: Shape(6, 4), seed: 2)
    _ = meeting.cluster.announce(tokens: 2)
    _ = try meeting.cluster.within(.attention) {
      try meeting.cluster.allReduce(meeting.parts, by: .tree(group: 2))
    }
    _ = try meeting.cluster.within(.feedForward) {
      try meeting.cluster.allReduce(meeting.parts, by: .ring)
    }
    let trace = meeting.cluster.trace
    #expect(try Trace(decoding: trace.encoded()) == trace)
    #expect(Set(trace.operations.map(\.part)).count == 3)
  }

  @Test(arguments: [
    ("shardbench trace 1\n", "it is of version 1, and version 5 is read"),
    ("shardbench trace 12\n", "it is of version 12, and version 5 is read"),
    ("shardbench trace x\n", "it does not begin as one"),
    ("shardbench trace ", "it does not begin as one"),
    ("something else", "it does not begin as one"),
  ])
  func otherVersions(start: String, problem: String) {
    #expect(throws: ClusterError.trace(problem)) {
      try Trace(decoding: Data(start.utf8))
    }
  }
}
