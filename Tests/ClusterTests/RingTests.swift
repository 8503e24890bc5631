import Cluster
import Tensors
import TestSupport
import Testing

/// Collectives around a ring, tile by tile.
struct RingTests {
  @Test(arguments: 1...9)
  func gatherBringsEveryTileEverywhere(devices: Int) throws {
    for seed in 0..<UInt64(5) {
      var random = RandomStream(seed: seed)
      let rows = (0..<devices).map { _ in random.int(0...3) }
      let meeting = try Meeting(shapes: rows.map { Shape($0, 5) }, seed: seed)
      var order = meeting.cluster.devices.map { _ in [Int]() }
      let tiles = try meeting.cluster.ringAllGather(meeting.parts) {
        #expect($2.place === $0)
        order[$0.index].append($1)
        return try $2.values()
      }
      for device in 0..<devices {
        #expect(tiles[device] == meeting.values)
        // The own tile first, then as they come from the device before.
        #expect(
          order[device]
            == (0..<devices).map { (device - $0 + devices) % devices })
      }
      let trace = meeting.cluster.trace
      let sent = 20 * rows.reduce(0, +)
      #expect(
        trace.deliveries.reduce(0) { $0 + $1.sentBytes } == sent * (devices - 1)
      )
      // All but the tile that the next device had first.
      for device in 0..<devices {
        let next = (device + 1) % devices
        #expect(
          trace.sentBytes(by: device)
            == (devices > 1 ? sent - 20 * rows[next] : 0))
      }
      #expect(trace.violation() == nil)
    }
  }

  @Test(arguments: 1...9)
  func reduceScatterSumsEachTile(devices: Int) throws {
    for (seed, rows) in [1, 4, 9, 11].enumerated() {
      let meeting = try Meeting(
        devices: devices, shape: Shape(rows, 3), seed: UInt64(seed))
      let tiles = partition(rows, into: devices)
      var asked: [[Int]] = meeting.cluster.devices.map { _ in [] }
      let sums = try meeting.cluster.ringReduceScatter {
        asked[$0.index].append($1)
        return try meeting.parts[$0].rows(tiles[$1])
      }
      for (device, tile) in zip(meeting.cluster.devices, tiles) {
        #expect(sums[device].shape == Shape(tile.count, 3))
        let expected = meeting.sum[3 * tile.lowerBound..<3 * tile.upperBound]
        #expect(
          relativeError(try sums[device].values(), Array(expected)) < 1e-6)
        // Each part once, the own one last.
        #expect(asked[device.index].sorted() == Array(0..<devices))
        #expect(asked[device.index].last == device.index)
      }
      let trace = meeting.cluster.trace
      let sent = trace.deliveries.reduce(0) { $0 + $1.sentBytes }
      #expect(sent == 12 * rows * (devices - 1))
      #expect(trace.violation() == nil)
    }
  }

  /// In the record no part waits for a message, and each sum for one: parts
  /// are made while sums travel.
  @Test func partsAreMadeWhileSumsTravel() throws {
    let meeting = try Meeting(devices: 4, shape: Shape(8, 3), seed: 2)
    let tiles = partition(8, into: 4)
    _ = try meeting.cluster.ringReduceScatter {
      try meeting.parts[$0].rows(tiles[$1]).scaled(by: 2)
    }
    let trace = meeting.cluster.trace
    for device in 0..<4 {
      let work = trace.operations.filter {
        !$0.isMessage && Int($0.device) == device
      }
      #expect(work.map(\.dependencyCount) == [0, 0, 1, 0, 1, 0, 1])
    }
  }

  /// What a device makes of a tile it has passed on before.
  @Test func tilesArePassedOnFirst() throws {
    let meeting = try Meeting(devices: 3, shape: Shape(2, 3), seed: 3)
    _ = try meeting.cluster.ringAllGather(meeting.parts) {
      try $2.scaled(by: 2)
    }
    let kinds = meeting.cluster.trace.operations.map(\.isMessage)
    let (messages, work) = (
      [Bool](repeating: true, count: 3), [Bool](repeating: false, count: 3)
    )
    #expect(kinds == messages + work + messages + work + work)
    #expect(
      Set(meeting.cluster.trace.messages.map(\.round)).count == 2)
  }
}
