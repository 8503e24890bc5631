import Cluster
import Tensors
import TestSupport
import Testing

struct CollectiveTests {
  @Test(arguments: 1...9)
  func allGatherGivesAllRows(devices: Int) throws {
    for seed in 0..<UInt64(5) {
      var random = RandomStream(seed: seed)
      let rows = (0..<devices).map { _ in random.int(0...3) }
      let meeting = try Meeting(
        shapes: rows.map { Shape($0, 5) }, seed: seed)
      var order = Array(0..<devices)
      order.shuffle(using: &random)
      let all = try meeting.cluster.allGather(meeting.parts, order: order)
      let expected = devices > 1 ? order.flatMap { meeting.values[$0] } : nil
      for (device, view) in zip(meeting.cluster.devices, all.parts) {
        #expect(view.place === device)
        #expect(
          try view.values() == expected ?? meeting.values[0], "seed \(seed)")
      }
      let senders = rows.filter { $0 > 0 }.count
      let trace = meeting.cluster.trace
      #expect(trace.messages.count == (devices > 1 ? senders : 0))
      #expect(
        trace.deliveries.reduce(0) { $0 + $1.sentBytes }
          == rows.reduce(0, +) * 20 * (devices - 1))
      #expect(trace.violation() == nil)
    }
  }

  @Test(arguments: 1...9)
  func reduceScatterGivesEachItsShare(devices: Int) throws {
    for (seed, rows) in [1, 4, 9, 11].enumerated() {
      let meeting = try Meeting(
        devices: devices, shape: Shape(rows, 3), seed: UInt64(seed))
      let shares = try meeting.cluster.reduceScatter(meeting.parts)
      let ranges = partition(rows, into: devices)
      for (share, range) in zip(shares.parts, ranges) {
        #expect(share.shape == Shape(range.count, 3))
        let expected = meeting.sum[3 * range.lowerBound..<3 * range.upperBound]
        #expect(relativeError(try share.values(), Array(expected)) < 1e-6)
      }
      let sent = meeting.cluster.trace.deliveries.reduce(0) {
        $0 + $1.sentBytes
      }
      #expect(sent == 12 * rows * (devices - 1))
      #expect(meeting.cluster.trace.violation() == nil)
    }
  }

  @Test(arguments: 1...6)
  func broadcastGivesEveryoneTheSame(devices: Int) throws {
    let meeting = try Meeting(devices: devices, shape: Shape(2, 3), seed: 4)
    let sender = meeting.cluster.devices[devices - 1]
    let views = try meeting.cluster.broadcast(
      meeting.parts[sender], from: sender)
    for (device, view) in zip(meeting.cluster.devices, views.parts) {
      #expect(try view.values() == meeting.values[devices - 1])
      #expect(view.place === device)
    }
    let trace = meeting.cluster.trace
    #expect(trace.messages.count == min(1, devices - 1))
    #expect(trace.deliveries.count == devices - 1)
  }

  @Test func observingCostsNothing() throws {
    let meeting = try Meeting(shapes: [Shape(1, 2), Shape(2, 2)], seed: 5)
    let seen = try meeting.cluster.observe(meeting.parts.parts)
    #expect(try seen.values() == meeting.values[0] + meeting.values[1])
    #expect(seen.place == nil)
    #expect(meeting.cluster.trace.operations.isEmpty)
    #expect(try meeting.cluster.observe([]).shape == Shape(0, 0))
  }

  @Test func announcingIsFourBytesAToken() throws {
    let cluster = try Cluster(devices: 3)
    let ready = cluster.announce(tokens: 5, from: cluster.devices[1])
    #expect(ready.parts.map(\.handle.index) == [0, -1, 1])
    let trace = cluster.trace
    #expect(trace.messages.map(\.payloadBytes) == [20])
    #expect(trace.messages.map(\.purpose) == [.control])
    #expect(trace.deliveries.map(\.receiver) == [0, 2])
    #expect(trace.sends.map(\.device) == [1])
    _ = cluster.announce(tokens: 0)
    #expect(cluster.trace.messages.count == 1)
  }

  @Test func whatLiesElsewhereCannotBeSent() throws {
    let meeting = try Meeting(devices: 2, shape: Shape(2), seed: 6)
    let devices = meeting.cluster.devices
    #expect(throws: TensorError.places(operation: "send")) {
      try meeting.cluster.send(
        meeting.parts.parts[0], from: devices[1], to: [devices[0]])
    }
  }

  @Test(arguments: 0...20, 1...9)
  func partitionIsEvenAndWhole(count: Int, parts: Int) {
    let ranges = partition(count, into: parts)
    #expect(ranges.count == parts)
    #expect(ranges.flatMap { Array($0) } == Array(0..<count))
    let sizes = ranges.map(\.count)
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    #expect(sizes == sizes.sorted(by: >))
  }
}
