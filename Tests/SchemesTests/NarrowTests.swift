import Cluster
import Diagnostics
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// Schemes that run narrow transformers of their own, against the composition
/// of these.
struct NarrowTests {
  /// A model whose heads so many devices share, with what the scheme adds.
  private struct Case: CustomStringConvertible {
    let seed: UInt64
    let scheme: any Scheme
    let model: Transformer
    let devices: Int
    let options: SchemeOptions
    let samples: Samples

    init(seed: UInt64, _ scheme: any Scheme) throws {
      self.seed = seed
      self.scheme = scheme
      var random = RandomStream(seed: seed)
      devices = random.int(2...3)
      var shape =
        seed % 2 == 0 ? random.modelShape() : random.encoderShape()
      let size = shape.headSize
      shape.keyValueHeads = devices * random.int(1...2)
      shape.heads = shape.keyValueHeads * random.int(1...2)
      shape.width = shape.heads * size
      shape.hidden += devices
      shape.blocks = random.int(2...5)
      options = [
        "detransformer.exchanges": .integer(random.int(1...shape.blocks)),
        "detransformer.heads": .word(random.pick(["fewer", "whole"])),
        "detransformer.originals": .word(
          random.pick(["replicated", "tensor-parallel"])),
      ]
      model = try randomModel(shape, seed: seed)
      model.additions = try scheme.additions(
        to: shape, devices: devices, options: options
      ).map { try Additions($0, random: seed) }
      samples = try Samples(
        random.int(1...3), positions: random.int(1...7), for: shape, &random)
    }

    var description: String { "seed \(seed), \(devices), \(options)" }

    func cluster(_ count: Int, tape: Tape? = nil) throws -> Cluster {
      var all = ClusterOptions()
      all.scheme = options
      return try Cluster(devices: count, options: all, tape: tape)
    }

    func run(_ pass: Pass, tape: Tape? = nil) throws -> Tensor {
      let cluster = try cluster(devices, tape: tape)
      let told = try scheme.forward(pass, through: model, on: cluster)
      #expect(cluster.trace.violation() == nil, "\(self)")
      return told
    }

    /// What the scheme is by its definition, in one place.
    func reference(_ pass: Pass, tape: Tape? = nil) throws -> Tensor {
      let cluster = try cluster(1, tape: tape)
      let ready = cluster.hand(pass)[cluster.root]
      if scheme is OneShot {
        let told = try model.additions(of: "one-shot").models.map { own in
          let x = try own.blocks.reduce(own.embedding(pass, ready: ready)) {
            try $1.plain($0, in: pass)
          }
          return try own.tell(x, of: pass)
        }
        return try model.tell(Tensor.beside(told), of: pass)
      }
      var x = try model.embedding(pass, ready: ready)
      let exchanges = options.int("detransformer.exchanges", or: 1)
      let wholes = Set(
        partition(model.blocks.count, into: exchanges).map { $0.upperBound - 1 }
      )
      let slices = partition(model.shape.width, into: devices)
      var next = 0
      for block in model.blocks {
        if wholes.contains(block.index) {
          x = try block.plain(x, in: pass)
          continue
        }
        x = try Tensor.beside(
          slices.enumerated().map { device, columns in
            try model.additions(of: "detransformer").models[device]
              .blocks[next].plain(x.columns(columns), in: pass)
          })
        next += 1
      }
      return try model.tell(x, of: pass)
    }
  }

  static let schemes: [any Scheme] = [DeTransformer(), OneShot()]

  @Test(arguments: [0, 1])
  func isTheCompositionOfItsParts(_ scheme: Int) throws {
    for seed in 0..<UInt64(120) {
      let test = try Case(seed: seed, Self.schemes[scheme])
      for pass in try test.samples.passes(batched: true) {
        let found = try test.run(pass)
        let expected = try test.reference(pass)
        #expect(found.shape == expected.shape, "\(test)")
        #expect(
          relativeError(try found.values(), try expected.values()) < 1e-4,
          "\(test)")
      }
    }
  }

  @Test(arguments: [0, 1])
  func gradientsAreThoseOfTheComposition(_ scheme: Int) throws {
    for seed in 0..<UInt64(50) {
      let test = try Case(seed: seed, Self.schemes[scheme])
      let pass = try test.samples.passes(batched: true)[0]
      func gradients(_ run: (Tape) throws -> Tensor) throws -> [[Float]] {
        let tape = Tape()
        let told = try run(tape)
        var random = RandomStream(seed: seed)
        try tape.backward(from: (told * random.tensor(told.shape)).sum())
        return try test.model.parameters.map {
          try tape.gradient(of: $0)?.values() ?? []
        }
      }
      let found = try gradients { try test.run(pass, tape: $0) }
      let expected = try gradients { try test.reference(pass, tape: $0) }
      let top = Double(expected.joined().reduce(0) { max($0, abs($1)) })
      for (index, parameter) in test.model.parameters.enumerated() {
        #expect(
          relativeError(
            found[index], expected[index].map(Double.init), floor: 1e-2 * top)
            < 1e-3, "\(test): \(parameter.name)")
      }
    }
  }

  /// Token by token with caches, also of narrow layers, as all at once.
  @Test(arguments: [0, 1])
  func theCacheChangesNothing(_ scheme: Int) throws {
    for seed in stride(from: 0, to: UInt64(60), by: 2) {
      let test = try Case(seed: seed, Self.schemes[scheme])
      guard case .texts(let texts) = test.samples else { continue }
      let cluster = try test.cluster(test.devices)
      let memory = DecodingMemory()
      var last: [Float] = []
      for token in texts[0] {
        last = try test.scheme.forward(
          Pass([token], memory: memory), through: test.model, on: cluster
        ).values()
        memory.advance(by: 1)
      }
      let whole = try test.run(Pass(texts[0])).values()
      #expect(relativeError(last, whole) < 1e-4, "\(test)")
    }
  }

  /// On one device the model runs as it is.
  @Test(arguments: [0, 1])
  func oneDeviceIsTheSingleDevice(_ scheme: Int) throws {
    let test = try Case(seed: 4, Self.schemes[scheme])
    let none = try test.scheme.additions(
      to: test.model.shape, devices: 1, options: test.options)
    #expect(none == nil)
    let (own, single) = (try test.cluster(1), try test.cluster(1))
    let pass = try test.samples.passes(batched: true)[0]
    let found = try test.scheme.forward(pass, through: test.model, on: own)
    let expected = try Single().forward(pass, through: test.model, on: single)
    #expect(try found.values() == expected.values())
    #expect(own.trace == single.trace)
  }

  /// With an exchange before every layer DeTransformer is exact.
  @Test func anExchangeForEveryLayerIsExact() throws {
    for seed in 0..<UInt64(40) {
      var random = RandomStream(seed: seed)
      var shape = random.modelShape()
      shape.keyValueHeads = 2
      shape.heads = 4
      shape.width =
        4 * shape.headSize * (shape.width / (4 * shape.headSize) + 1)
      let model = try randomModel(shape, seed: seed)
      var options = ClusterOptions()
      options.scheme = [
        "detransformer.exchanges": .integer(shape.blocks),
        "detransformer.originals": .word(
          random.pick(["replicated", "tensor-parallel"])),
      ]
      let pass = Pass([1, 2, 0, 1, 1], scoresAll: true)
      let found = try DeTransformer().forward(
        pass, through: model, on: Cluster(devices: 2, options: options))
      let expected = try Single().forward(
        pass, through: model, on: Cluster(devices: 1))
      #expect(
        relativeError(try found.values(), try expected.values()) < 1e-4,
        "seed \(seed)")
    }
  }

  /// What cannot be narrowed is refused, and says what it would need.
  @Test func saysWhatIsWrong() throws {
    let shape = TrafficTests.shape
    func unfit(_ scheme: String, _ needs: String) -> ModelError {
      .unfit(scheme: scheme, model: "regular", needs: needs)
    }
    let three = "heads and key-value heads that 3 devices share equally"
    #expect(throws: unfit("detransformer", three)) {
      try DeTransformer().check(shape, devices: 3)
    }
    #expect(throws: unfit("one-shot", three)) {
      try OneShot().check(shape, devices: 3)
    }
    var thin = shape
    thin.bottleneck = .init(width: 8)
    #expect(throws: unfit("one-shot", "blocks without bottlenecks")) {
      try OneShot().check(thin, devices: 2)
    }
    var states = shape
    states.input = .states
    states.positions = .none
    #expect(
      throws: unfit(
        "one-shot", "an input that every device can embed for itself")
    ) { try OneShot().check(states, devices: 2) }
    var half = shape
    half.halves = .attention
    #expect(throws: unfit("detransformer", "whole blocks")) {
      try DeTransformer().check(half, devices: 2)
    }
    let tooMany = ModelError.option(
      "detransformer.exchanges", value: "5",
      expected: "at most 4, one for each block of 'regular'")
    #expect(throws: tooMany) {
      try DeTransformer().additions(
        to: shape, devices: 2,
        options: ["detransformer.exchanges": .integer(5)])
    }
    let model = try Transformer(shapesOnly: shape)
    #expect(throws: ModelError.noAdditions(scheme: "one-shot", name: "all")) {
      try OneShot().forward(
        Pass(count: 3), through: model, on: Cluster(devices: 2))
    }
  }
}
