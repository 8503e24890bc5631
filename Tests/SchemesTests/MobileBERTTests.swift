import Cluster
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// MobileBERT on one device and on several: what is computed, sent and held.
struct MobileBERTTests {
  private static let tokens = 268
  /// Weights of the three bottleneck layers of a block.
  private static let bottlenecks = 3 * 512 * 128

  private func trace(
    _ name: String, _ scheme: any Scheme, devices: Int,
    _ allReduce: AllReduceAlgorithm = .ring
  ) throws -> Trace {
    let shape = try ModelFile(file: modelFile(name)).shape
    var options = ClusterOptions()
    options.allReduce = allReduce
    let cluster = try Cluster(devices: devices, options: options)
    _ = try scheme.forward(
      shape.blankPass(count: Self.tokens),
      through: Transformer(shapesOnly: shape), on: cluster)
    #expect(cluster.trace.violation() == nil)
    return cluster.trace
  }

  private func macs(_ trace: Trace) -> Int {
    trace.operations.reduce(0) { $0 + ($1.kernel.isProduct ? $1.macs : 0) }
  }

  private func activations(_ trace: Trace) -> [Trace.Message] {
    trace.messages.filter { $0.purpose == .activations }
  }

  private func sentElements(_ trace: Trace) -> Int {
    activations(trace).reduce(0) { sum, message in
      sum
        + trace.deliveries[trace.deliveries(of: message)]
        .reduce(0) { $0 + $1.sentBytes } / 4
    }
  }

  /// Steps of collectives in which activations are sent.
  private func rounds(_ trace: Trace) -> Int {
    Set(activations(trace).map(\.round)).count
  }

  /// 242 M multiply-accumulates a block: every weight for every token, and
  /// queries by keys, weights by values, over the 128 elements of all heads.
  @Test func productsAsPublished() throws {
    let pairs = Self.tokens * Self.tokens
    let block = Self.tokens * 835_584 + 2 * pairs * 128
    #expect(block == 242_323_456)
    let alone = try macs(trace("mobilebert-block", Single(), devices: 1))
    #expect(alone == block)
    let whole = try macs(trace("mobilebert", Single(), devices: 1))
    let embedding = Self.tokens * 384 * 512
    #expect(whole == 24 * block + embedding)
  }

  /// Everywhere but at a root the bottlenecks are computed by all.
  @Test(arguments: [1, 2, 3, 4])
  func bottlenecksAreNotSplit(devices: Int) throws {
    func split(_ allReduce: AllReduceAlgorithm) throws -> Int {
      try macs(
        trace("mobilebert-block", TensorParallel(), devices: devices, allReduce)
      )
    }
    let alone = try macs(trace("mobilebert-block", Single(), devices: 1))
    let everywhere = alone + (devices - 1) * Self.tokens * Self.bottlenecks
    #expect(try split(.ring) == everywhere)
    #expect(try split(.fullMesh) == everywhere)
    #expect(try split(.star) == alone)
    #expect(try split(.tree(group: 2)) == alone)
  }

  /// Five all-reduces a block where two do for others: one for attention and
  /// one for each feed-forward part, all of the narrow state.
  @Test(arguments: [("mobilebert-block", 1), ("mobilebert", 24)], [2, 3, 4])
  func fiveAllReducesABlock(_ model: (name: String, blocks: Int), devices: Int)
    throws
  {
    let reduces = 5 * model.blocks
    let once = Self.tokens * 128 * (devices - 1)
    let mesh = try trace(
      model.name, TensorParallel(), devices: devices, .fullMesh)
    #expect(rounds(mesh) == reduces)
    let toAll = reduces * devices * once
    #expect(sentElements(mesh) == toAll)
    let ring = try trace(model.name, TensorParallel(), devices: devices, .ring)
    let turns = 2 * (devices - 1)
    #expect(rounds(ring) == reduces * turns)
    let around = reduces * 2 * once
    #expect(sentElements(ring) == around)
  }

  /// With a root five sums come up; six times something goes down: what the
  /// bottleneck of attention makes, the narrow state four times, and the
  /// hidden state, which the values of the next block are made of.
  @Test(arguments: [2, 3, 4])
  func fiveSumsUpSixStatesDown(devices: Int) throws {
    for (name, blocks, more) in [
      // The hidden state before the first block; a block alone has it.
      ("mobilebert-block", 1, 0), ("mobilebert", 24, 1),
    ] {
      let star = try trace(name, TensorParallel(), devices: devices, .star)
      #expect(rounds(star) == 11 * blocks + more)
      let columns = blocks * (10 * 128 + 512) + more * 512
      let elements = (devices - 1) * Self.tokens * columns
      #expect(sentElements(star) == elements)
    }
  }

  /// The root holds alone what is not split: no weight lies twice. Elsewhere
  /// bottlenecks, norms and the biases of sums lie on every device.
  @Test(arguments: [1, 2, 4])
  func weightsThatLieTwice(devices: Int) throws {
    func held(_ allReduce: AllReduceAlgorithm) throws -> Int {
      let trace = try trace(
        "mobilebert-block", TensorParallel(), devices: devices, allReduce)
      return MemoryProfile(of: trace).weightBytes.reduce(0, +) / 4
    }
    #expect(try held(.star) == 842_240)
    #expect(try held(.tree(group: 2)) == 842_240)
    let norms = 2 * (7 * 128 + 512)
    let biases = (128 + 128 + 512) + 5 * 128
    let copied = Self.bottlenecks + norms + biases
    let all = 842_240 + (devices - 1) * copied
    #expect(try held(.ring) == all)
  }

  @Test func atMostADeviceAHead() throws {
    let shape = try ModelFile(file: modelFile("mobilebert")).shape
    let expected = ModelError.split(
      scheme: "tensor-parallel", model: "mobilebert", devices: 5, limit: 4,
      part: "key-value heads")
    #expect(throws: expected) {
      try TensorParallel().check(shape, devices: 5)
    }
  }

  @Test(arguments: ["mobilebert", "mobilebert-block"])
  func catsRefuses(_ name: String) throws {
    let shape = try ModelFile(file: modelFile(name)).shape
    let expected = ModelError.unfit(
      scheme: "cats", model: name, needs: "blocks without bottlenecks")
    let cluster = try Cluster(devices: 2)
    #expect(throws: expected) { try Cats().check(shape, devices: 2) }
    #expect(throws: expected) {
      try Cats().forward(
        shape.blankPass(count: 3), through: Transformer(shapesOnly: shape),
        on: cluster)
    }
    #expect(cluster.trace.operations.isEmpty)
  }
}
