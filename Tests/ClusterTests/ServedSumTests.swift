import Cluster
import Tensors
import TestSupport
import Testing

/// Sums by a server that hears all devices through a channel.
struct ServedSumTests {
  /// A channel whose errors are known.
  private struct Known: SumChannel {
    var seed: UInt64 = 11
    var variance = 0.04

    func errorVariance(
      of access: MultipleAccess, sample: Int, round: Int, row: Int
    ) -> Double { row == 1 ? 0 : access == .air ? variance : 4 * variance }
  }

  private func meeting(
    _ devices: Int, _ access: MultipleAccess, channel: (any SumChannel)? = nil,
    shape: Shape = Shape(3, 4000), seed: UInt64 = 1
  ) throws -> (meeting: Meeting, sums: [[Float]]) {
    var options = ClusterOptions()
    options.allReduce = .served(access)
    options.channel = channel
    let meeting = try Meeting(
      devices: devices, shape: shape, seed: seed, options: options)
    let sums = try meeting.cluster.allReduce(meeting.parts)
    return (meeting, try sums.parts.map { try $0.values() })
  }

  private func meanSquare(_ values: [Float]) -> Double {
    values.reduce(0) { $0 + Double($1) * Double($1) } / Double(values.count)
  }

  /// Errors are as large as the channel says beside what devices send, row by
  /// row; all devices have the same sum.
  @Test(arguments: 2...5)
  func errorsAreTheChannels(_ devices: Int) throws {
    for (access, variance) in [
      (MultipleAccess.air, 0.04), (.uncodedFDMA, 0.16),
    ] {
      let (meeting, sums) = try meeting(devices, access, channel: Known())
      let square =
        meeting.values.map(meanSquare).reduce(0, +) / Double(devices)
      let exact = meeting.sum
      for row in 0..<3 {
        let range = row * 4000..<(row + 1) * 4000
        let errors = range.map { Float(Double(sums[0][$0]) - exact[$0]) }
        let found = meanSquare(errors) / square
        #expect(abs(found - (row == 1 ? 0 : variance)) < 0.06 * variance)
      }
      #expect(sums.allSatisfy { $0 == sums[0] })
    }
  }

  /// One device sends nothing, so that nothing disturbs it.
  @Test func oneDeviceHearsNoNoise() throws {
    let (meeting, sums) = try meeting(1, .air, channel: Known())
    #expect(sums[0] == meeting.values[0])
    #expect(meeting.cluster.trace.messages.isEmpty)
  }

  /// A twelfth of the squared step for each device, where values reach the
  /// levels evenly; 8 bits are as published here for one of mean square 1.
  @Test(arguments: [4, 6, 8])
  func errorsOfBits(_ bits: Int) throws {
    let (meeting, sums) = try meeting(3, .digitalOFDMA(bits: bits))
    let square = meeting.values.map(meanSquare).reduce(0, +) / 3
    let errors = zip(sums[0], meeting.sum).map { Float(Double($0) - $1) }
    let expected = 3 * MultipleAccess.quantizationError(bits: bits)
    #expect(abs(meanSquare(errors) / square / expected - 1) < 0.06)
    #expect(
      abs(MultipleAccess.quantizationError(bits: 8) - 8.2e-5) < 0.05e-5)
  }

  /// A sample of a batch meets what it would meet alone.
  @Test func batches() throws {
    func sums(_ samples: [Int], _ parts: [Tensor]) throws -> [Float] {
      var options = ClusterOptions()
      options.channel = Known()
      let cluster = try Cluster(devices: 2, options: options)
      cluster.begin(samples: samples)
      let placed = zip(parts, cluster.devices).map {
        $0.placed(at: $1, handle: .none)
      }
      return try cluster.allReduce(Sharded(placed), by: .served(.air))
        .parts[0].values()
    }
    var random = RandomStream(seed: 4)
    let first = [
      try random.tensor(Shape(1, 3, 5)), try random.tensor(Shape(1, 3, 5)),
    ]
    let other = [
      try random.tensor(Shape(1, 3, 5)), try random.tensor(Shape(1, 3, 5)),
    ]
    let both = try zip(first, other).map {
      try Tensor(Shape(2, 3, 5), $0.values() + $1.values())
    }
    let together = try sums([8, 3], both)
    #expect(try Array(together.prefix(15)) == sums([8], first))
    #expect(try Array(together.suffix(15)) == sums([3], other))
  }

  /// One round, one message a device, in the bits that are sent; devices store
  /// the sum and compute nothing.
  @Test(arguments: [
    (MultipleAccess.air, 32), (.uncodedFDMA, 32), (.digitalOFDMA(bits: 5), 5),
  ])
  func traces(access: MultipleAccess, bits: Int) throws {
    let (meeting, _) = try meeting(4, access, shape: Shape(1, 7))
    let trace = meeting.cluster.trace
    #expect(trace.messages.count == 4 && trace.violation() == nil)
    for message in trace.messages {
      #expect(message.access == access.kind && message.values == 7)
      #expect(message.payloadBits == 7 * bits && message.round == 0)
    }
    #expect(trace.operations.allSatisfy { $0.macs == 0 })
    #expect(try Trace(decoding: trace.encoded()) == trace)
  }
}
