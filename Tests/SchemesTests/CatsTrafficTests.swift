import Cluster
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// What `cats` sends and holds.
struct CatsTrafficTests {
  /// Costs need no values: shapes alone leave the same trace, which obeys
  /// the laws.
  @Test func shapesLeaveTheSameTrace() throws {
    for seed in 0..<UInt64(120) {
      let test = try CatsCase(seed: seed, ownNorms: true)
      for loss in [nil, test.loss] {
        let full = try test.tell(Cats(), loss: loss, sample: 0)
        var options = ClusterOptions()
        options.loss = loss
        let cluster = try Cluster(devices: test.devices, options: options)
        cluster.begin(sample: test.samples[0])
        let told = try Cats().forward(
          test.shape.blankPass(count: test.vectors.shape[1]),
          through: Transformer(shapesOnly: test.shape), on: cluster)
        #expect(told.shape == full.told.shape, "\(test)")
        #expect(!told.hasValues, "\(test)")
        #expect(cluster.trace == full.trace, "\(test)")
        #expect(full.trace.violation() == nil, "\(test)")
      }
      #expect(try test.tell(Cats()).trace.violation() == nil, "\(test)")
    }
  }

  /// What is lost is in the trace: the bytes of the messages that the loss
  /// takes, no others.
  @Test func theTraceLosesWhatTheValuesLose() throws {
    for seed in 0..<UInt64(60) {
      let test = try CatsCase(seed: seed)
      let loss = test.loss
      let trace = try test.tell(Cats(), loss: loss, sample: 0).trace
      var gather = -1
      var last = -1
      for operation in trace.operations where operation.isMessage {
        let message = trace.messages[Int(operation.message)]
        // Senders come in order; a gather begins where they begin anew.
        if Int(operation.device) <= last { gather += 1 }
        if gather < 0 { gather = 0 }
        last = Int(operation.device)
        for delivery in trace.deliveries[trace.deliveries(of: message)] {
          let isLost = loss.loses(
            Transmission(
              sample: test.samples[0], round: gather, sender: last,
              receiver: Int(delivery.receiver), packet: 0, attempt: 0))
          // Empty shares send nothing, so that rounds cannot be told apart.
          guard senders(trace) == test.devices else { continue }
          #expect((delivery.lostBytes > 0) == isLost, "\(test)")
        }
      }
    }
  }

  /// Senders of the gather with the fewest.
  private func senders(_ trace: Trace) -> Int {
    var counts = [0]
    var last = -1
    for operation in trace.operations where operation.isMessage {
      if Int(operation.device) <= last { counts.append(0) }
      counts[counts.count - 1] += 1
      last = Int(operation.device)
    }
    return counts.min() ?? 0
  }

  private func catsTrace(devices: Int, change: (inout ModelShape) -> Void)
    throws -> (trace: Trace, shape: ModelShape)
  {
    var shape = try ModelFile(file: modelFile("cats-verytiny")).shape
    change(&shape)
    let cluster = try Cluster(devices: devices)
    _ = try Cats().forward(
      shape.blankPass(count: shape.context),
      through: Transformer(shapesOnly: shape), on: cluster)
    return (cluster.trace, shape)
  }

  /// Two gathers of the embedding, four a block, two of the head: each device
  /// tells its columns to all others.
  @Test(arguments: [1, 2, 3, 8, 16])
  func fourGathersABlockAndFour(devices: Int) throws {
    let (trace, shape) = try catsTrace(devices: devices) { _ in }
    let gathers = 4 * shape.blocks + 4
    #expect(trace.messages.count == (devices > 1 ? gathers * devices : 0))
    #expect(trace.deliveries.count == gathers * devices * (devices - 1))
    #expect(trace.messages.allSatisfy { $0.purpose == .activations })
    // Every column of every gather goes once to each other device.
    let rows = shape.context
    var inputs = 0
    if case .vectors(let elements, let hidden?) = shape.input {
      inputs = elements + hidden
    }
    var ends = 0
    if case .eachPosition(_, let hidden?) = shape.head {
      ends = shape.width + hidden
    }
    let columns =
      inputs + ends + shape.blocks * (3 * shape.width + shape.hidden)
    let sent = trace.deliveries.reduce(0) { $0 + $1.sentBytes }
    #expect(sent == 4 * rows * columns * (devices - 1))
  }

  /// Linear weights and their biases lie on one device each; norms, whose
  /// gains are for what is heard, on all.
  @Test(arguments: [1, 2, 3, 8, 16])
  func linearWeightsAreHeldOnce(devices: Int) throws {
    let (trace, shape) = try catsTrace(devices: devices) { _ in }
    let held = MemoryProfile(of: trace).weightBytes
    let norms = 2 * shape.width * (2 * shape.blocks + 1)
    let expected = shape.parameters + (devices - 1) * norms
    #expect(held.reduce(0, +) == 4 * expected)
    // Shares differ by no more than rounding up gives.
    let most = try #require(held.max())
    let least = try #require(held.min())
    #expect(devices > 8 || Double(most - least) < 0.25 * Double(most))
  }

  /// The trace of the attention half peaks where the paper's formula says;
  /// with one head a device the messages are gone before its result is there.
  @Test(arguments: [1, 2, 4, 8, 16])
  func memoryIsWhatThePaperCounts(devices: Int) throws {
    let shape = try ModelFile(file: modelFile("cats-block-attention")).shape
    var options = ClusterOptions()
    options.formats = ElementFormats(
      weights: .int8, activations: .int8, messages: .int8)
    let cluster = try Cluster(devices: devices, options: options)
    _ = try Cats().forward(
      shape.blankPass(count: 64), through: Transformer(shapesOnly: shape),
      on: cluster)
    let counted = CountedBytes(
      .cats, tokens: 64, features: 128, heads: 16, devices: devices)
    let result = devices == 16 ? 64 * 8 : 0
    let peak = MemoryProfile(of: cluster.trace).ramPeakBytes
    #expect(peak.allSatisfy { Double($0 + result) == counted.ram })
  }

  /// Norms of its own cost a device what one norm for all would.
  @Test func copiesOfNormsCostNothing() throws {
    let one = try catsTrace(devices: 8) { _ in }.trace
    let own = try catsTrace(devices: 8) { $0.norm = .cats(copies: 8) }.trace
    #expect(one == own)
  }

  /// Multiply-accumulates of matrices are those of the single device.
  @Test(arguments: [1, 2, 5])
  func theWorkIsShared(devices: Int) throws {
    let (trace, shape) = try catsTrace(devices: devices) { _ in }
    let alone = try Cluster(devices: 1)
    _ = try Single().forward(
      shape.blankPass(count: shape.context),
      through: Transformer(shapesOnly: shape), on: alone)
    func products(_ trace: Trace) -> Int {
      trace.operations.filter {
        [.matrixMatrix, .matrixVector, .head].contains($0.kernel)
      }.reduce(0) { $0 + $1.macs }
    }
    #expect(products(trace) == products(alone.trace))
  }
}
