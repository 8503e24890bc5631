import Cluster
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// What schemes with narrow transformers send, compute and hold, by the
/// formulas of papers.
struct NarrowTrafficTests {
  /// Twelve layers of 768 with 12 heads over 1,024 tokens, as ASTRA's tables
  /// and DeTransformer's code have them; hidden states in and out.
  private static let base: ModelShape = {
    var shape = ModelShape(
      name: "base", width: 768, hidden: 3072, blocks: 12, heads: 12,
      keyValueHeads: 12, vocabulary: 1, context: 1024, feedForward: .gelu)
    shape.input = .states
    shape.positions = .none
    shape.head = .states
    shape.attends = .everywhere
    return shape
  }()

  /// The same with an embedding, of almost no weights.
  private static let embedding: ModelShape = {
    var shape = base
    shape.input = .vectors(elements: 1, hidden: nil)
    return shape
  }()

  private func trace(
    _ scheme: any Scheme, _ shape: ModelShape = base, devices: Int,
    tokens: Int = 1024, _ options: SchemeOptions = [:]
  ) throws -> Trace {
    var all = ClusterOptions()
    all.scheme = options
    let cluster = try Cluster(devices: devices, options: all)
    let model = try Transformer(shapesOnly: shape)
    model.additions = try scheme.additions(
      to: shape, devices: devices, options: options
    ).map(Additions.init(shapesOnly:))
    _ = try scheme.forward(
      shape.blankPass(count: tokens), through: model, on: cluster)
    return cluster.trace
  }

  /// (T/D) d elements of each device to each other, once a group.
  @Test(arguments: [2, 4], [1, 4, 12])
  func gathersByFormula(devices: Int, exchanges: Int) throws {
    let trace = try trace(
      DeTransformer(), devices: devices,
      ["detransformer.exchanges": .integer(exchanges)])
    let once = 1024 * (768 / devices) * 4
    for device in 0..<devices {
      #expect(
        trace.activationMessages.allSatisfy { $0.payloadBytes == once })
      #expect(
        trace.stateBytes(by: device) == exchanges * (devices - 1) * once)
    }
    #expect(
      Set(trace.activationMessages.map(\.collective)).count == exchanges)
  }

  /// DeTransformer's own test bed: four whole layers of twelve. Six times
  /// fewer steps and twelve times fewer bytes than ring tensor parallelism.
  @Test func sixTimesFewerStepsTwelveTimesFewerBytes() throws {
    let found = try trace(
      DeTransformer(), devices: 4, tokens: 128,
      ["detransformer.exchanges": .integer(4)])
    let megatron = try trace(TensorParallel(), devices: 4, tokens: 128)
    func steps(_ trace: Trace) -> Int {
      Set(trace.activationMessages.map(\.collective)).count
    }
    #expect(steps(found) == 4)
    #expect(steps(megatron) == 24)
    #expect(megatron.stateBytes(by: 0) == 12 * found.stateBytes(by: 0))
    // Whole layers by tensor parallelism: 2.4 times fewer.
    let both = try trace(
      DeTransformer(), devices: 4, tokens: 128,
      [
        "detransformer.exchanges": .integer(4),
        "detransformer.originals": .word("tensor-parallel"),
      ])
    #expect(5 * megatron.stateBytes(by: 0) == 12 * both.stateBytes(by: 0))
  }

  /// The share of one device's products that each device has: 0.266 with
  /// fewer heads, 0.438 with all of them (one group, four devices).
  @Test(arguments: [("fewer", 0.266), ("whole", 0.438)])
  func sharesOfWork(_ heads: String, _ share: Double) throws {
    let alone = try trace(Single(), devices: 1).products()
    let split = try trace(
      DeTransformer(), devices: 4, ["detransformer.heads": .word(heads)])
    for device in 0..<4 {
      let found = Double(split.products(by: device)) / Double(alone)
      #expect((1000 * found).rounded() / 1000 == share)
    }
  }

  /// One message of each device but the root, of the columns that it tells of
  /// what is scored.
  @Test(arguments: [2, 4])
  func oneShotSendsOnce(devices: Int) throws {
    var classifier = Self.embedding
    classifier.classToken = .first
    classifier.head = .classes(10, isPooled: false)
    for (shape, rows) in [(classifier, 1), (Self.embedding, 100)] {
      let trace = try trace(OneShot(), shape, devices: devices, tokens: 100)
      let sent = trace.activationMessages
      #expect(sent.count == devices - 1)
      #expect(Set(sent.map(\.round)).count == 1)
      #expect(
        sent.allSatisfy { $0.payloadBytes == 4 * rows * 768 / devices })
      #expect(trace.stateBytes(by: 0) == 0)
    }
  }

  /// Each device holds what it runs, far less than the model; a narrow model
  /// of 1/D of everything has 1/D² of the weights of a block.
  @Test func weightsOfEachDevice() throws {
    let whole = Self.base.blocks * Self.base.blockParameters
    let shot = MemoryProfile(
      of: try trace(OneShot(), Self.embedding, devices: 4))
    let ratio = Double(shot.weightBytes[1]) / Double(4 * whole)
    #expect(abs(ratio - 1.0 / 16) < 0.001)
    let both = MemoryProfile(
      of: try trace(
        DeTransformer(), devices: 4,
        [
          "detransformer.exchanges": .integer(4),
          "detransformer.heads": .word("fewer"),
        ]))
    // Four whole layers, and eight with 1/16 of the projections and 1/4 of
    // the hidden layers.
    let projections = 4 * 768 * 768
    let units = 2 * 768 * 3072
    let expected =
      4 * (projections + units) + 8 * (projections / 16 + units / 4)
    for bytes in both.weightBytes {
      #expect(abs(Double(bytes) / Double(4 * expected) - 1) < 0.002)
    }
  }
}
