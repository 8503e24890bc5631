import Cluster
import Tensors
import TestSupport
import Testing

struct AllReduceTests {
  static let algorithms: [AllReduceAlgorithm] =
    [.ring, .star, .fullMesh, .served(.air), .served(.uncodedFDMA)]
    + (2...5).map { .tree(group: $0) }

  @Test(arguments: algorithms, 1...9)
  func everyDeviceGetsTheSum(_ algorithm: AllReduceAlgorithm, _ devices: Int)
    throws
  {
    for seed in 0..<UInt64(6) {
      var random = RandomStream(seed: seed)
      // The last ones have fewer elements than devices.
      let shape =
        seed < 4
        ? Shape(random.int(1...6), random.int(1...9))
        : Shape(1, random.int(1...3))
      let meeting = try Meeting(devices: devices, shape: shape, seed: seed)
      let sums = try meeting.cluster.allReduce(meeting.parts, by: algorithm)
      for (device, sum) in zip(meeting.cluster.devices, sums.parts) {
        #expect(sum.shape == shape, "seed \(seed)")
        #expect(sum.place === device, "seed \(seed)")
        #expect(
          relativeError(try sum.values(), meeting.sum) < 1e-6, "seed \(seed)")
        // Nothing was lost, so that all agree to the bit.
        #expect(try sum.values() == sums.parts[0].values(), "seed \(seed)")
      }
      #expect(meeting.cluster.trace.violation() == nil, "seed \(seed)")
    }
  }

  @Test(arguments: algorithms, 1...9)
  func messagesAndBytesByFormula(
    _ algorithm: AllReduceAlgorithm, _ devices: Int
  ) throws {
    // Divides by 1 to 9, so that all chunks are alike.
    let shape = Shape(8, 315)
    let meeting = try Meeting(devices: devices, shape: shape, seed: 1)
    _ = try meeting.cluster.allReduce(meeting.parts, by: algorithm)
    let trace = meeting.cluster.trace
    let (d, bytes) = (devices, 4 * shape.count)
    let (messages, deliveries, each) =
      switch algorithm {
      case .ring: (2 * d * (d - 1), 2 * d * (d - 1), bytes / d)
      case .fullMesh, .served, .added: (d > 1 ? d : 0, d * (d - 1), bytes)
      case .star: (d > 1 ? d : 0, 2 * (d - 1), bytes)
      case .tree(let group):
        (d - 1 + leaders(d, group), 2 * (d - 1), bytes)
      }
    #expect(trace.messages.count == messages)
    #expect(trace.deliveries.count == deliveries)
    #expect(trace.messages.allSatisfy { $0.payloadBytes == each })
    #expect(trace.deliveries.allSatisfy { $0.sentBytes == each })
    if algorithm == .ring || algorithm == .fullMesh {
      // Everyone carries the same load.
      let share = deliveries * each / d
      #expect((0..<d).allSatisfy { trace.sentBytes(by: $0) == share })
    }
  }

  /// Groups that send a sum down again, over all levels of a tree.
  private func leaders(_ devices: Int, _ group: Int) -> Int {
    var (level, count) = (devices, 0)
    while level > 1 {
      let groups = (level + group - 1) / group
      count += level % group == 1 ? groups - 1 : groups
      level = groups
    }
    return count
  }

  /// The mesh adds in the order of the devices, wherever it adds.
  @Test func meshAddsInDeviceOrder() throws {
    let cluster = try Cluster(devices: 3)
    let terms: [Float] = [1e8, 1, -1e8]
    let parts = try zip(terms, cluster.devices).map {
      try Tensor(Shape(1), [$0]).placed(at: $1, handle: .none)
    }
    let sums = try cluster.allReduce(Sharded(parts), by: .fullMesh)
    for sum in sums.parts { #expect(try sum.values() == [0]) }
  }

  @Test func theClustersOwnAlgorithmIsTheDefault() throws {
    for algorithm in Self.algorithms {
      var options = ClusterOptions()
      options.allReduce = algorithm
      let own = try Meeting(
        devices: 5, shape: Shape(2, 7), seed: 3, options: options)
      let named = try Meeting(devices: 5, shape: Shape(2, 7), seed: 3)
      _ = try own.cluster.allReduce(own.parts)
      _ = try named.cluster.allReduce(named.parts, by: algorithm)
      #expect(own.cluster.trace == named.cluster.trace)
    }
  }

  @Test func namesAreKnown() {
    let found = AllReduceAlgorithm.names.map {
      AllReduceAlgorithm($0, group: 4)
    }
    #expect(
      found == [
        .ring, .star, .fullMesh, .tree(group: 4), .served(.air),
        .served(.uncodedFDMA), .served(.digitalOFDMA(bits: 8)),
      ])
    #expect(AllReduceAlgorithm("rings", group: 4) == nil)
  }
}
