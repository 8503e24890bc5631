import Cluster
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// PRISM against what it means: each device runs the block on a text in which
/// the rows of others are replaced by means of their segments.
struct PrismTests {
  private struct Case: CustomStringConvertible {
    let seed: UInt64
    let shape: ModelShape
    let devices: Int
    let options: ClusterOptions
    let samples: Samples
    /// Segment means of so many rows.
    let means: @Sendable (Int) -> Int

    init(seed: UInt64) throws {
      self.seed = seed
      var random = RandomStream(seed: seed)
      var shape =
        switch seed % 3 {
        case 0: random.modelShape()
        case 1: random.encoderShape()
        default: random.thinShape()
        }
      // A mean has one position, the rows that it stands for have several.
      if case .rotary = shape.positions { shape.positions = .learned }
      self.shape = shape
      devices = random.int(2...5)
      var options = ClusterOptions()
      if random.pick([true, false]) {
        let compression = random.int(1...6)
        options.scheme["prism.compression"] = .integer(compression)
        means = { ($0 + compression - 1) / compression }
      } else {
        let count = random.int(1...4)
        options.scheme["prism.means"] = .integer(count)
        means = { min($0, count) }
      }
      self.options = options
      samples = try Samples(
        random.int(1...3), positions: random.int(1...20), for: shape, &random)
    }

    var description: String {
      "seed \(seed), \(devices) devices, \(options.scheme)"
    }
  }

  /// What PRISM tells of `pass` by its meaning, on one device. `views` gets
  /// what the last part attends to, block by block.
  private func reference(
    _ test: Case, _ model: Transformer, _ pass: Pass, on cluster: Cluster,
    views: inout [Tensor]
  ) throws -> Tensor {
    let count = model.positions(of: pass)
    var x = try model.embedding(
      pass, ready: cluster.hand(pass)[cluster.root])
    let shares = partition(count, into: test.devices).filter { !$0.isEmpty }
    for block in model.blocks {
      let blurred = try shares.map { share in
        let means = partition(share.count, into: test.means(share.count))
        return try Tensor.joined(
          means.flatMap { segment in
            let rows = try segment.map {
              try x.positions(
                share.lowerBound + $0..<share.lowerBound + $0 + 1)
            }
            let mean = try Tensor.sum(rows).scaled(by: 1 / Float(rows.count))
            return Array(repeating: mean, count: rows.count)
          })
      }
      x = try Tensor.joined(
        shares.indices.map { own in
          let view = try Tensor.joined(
            shares.indices.map {
              $0 == own ? try x.positions(shares[own]) : blurred[$0]
            })
          if own == shares.count - 1 { views.append(view) }
          return try block.plain(
            x.positions(shares[own]), in: pass, view: view, rows: shares[own])
        })
    }
    return try model.tell(x, of: pass)
  }

  @Test func meansStandForRows() throws {
    for seed in 0..<UInt64(150) {
      let test = try Case(seed: seed)
      let model = try randomModel(test.shape, seed: seed)
      for pass in try test.samples.passes(batched: true) {
        let cluster = try Cluster(
          devices: test.devices, options: test.options)
        let found = try Prism().forward(pass, through: model, on: cluster)
        var views: [Tensor] = []
        let expected = try reference(
          test, model, pass, on: Cluster(devices: 1), views: &views)
        #expect(found.shape == expected.shape, "\(test)")
        #expect(
          relativeError(try found.values(), try expected.values()) < 1e-4,
          "\(test)")
        #expect(cluster.trace.violation() == nil)
      }
    }
  }

  @Test func gradientsFlowThroughMeans() throws {
    for seed in 0..<UInt64(60) {
      let test = try Case(seed: seed)
      let model = try randomModel(test.shape, seed: seed)
      let pass = try test.samples.passes(batched: true)[0]
      func gradients(
        _ devices: Int, _ run: (Cluster) throws -> Tensor
      ) throws -> [[Double]] {
        let tape = Tape()
        let told = try run(
          Cluster(devices: devices, options: test.options, tape: tape))
        var random = RandomStream(seed: seed)
        try tape.backward(from: (told * random.tensor(told.shape)).sum())
        return try model.parameters.map {
          try tape.gradient(of: $0)?.values().map(Double.init) ?? []
        }
      }
      var views: [Tensor] = []
      let found = try gradients(test.devices) {
        try Prism().forward(pass, through: model, on: $0)
      }
      let expected = try gradients(1) {
        try reference(test, model, pass, on: $0, views: &views)
      }
      let top = expected.joined().reduce(0) { max($0, abs($1)) }
      for (own, right) in zip(found, expected) {
        #expect(
          relativeError(own.map { Float($0) }, right, floor: 1e-2 * top)
            < 1e-3, "\(test)")
      }
    }
  }

  /// After a prompt the last device goes on alone, from the means and rows
  /// that it has.
  @Test func aTextGoesOnFromMeans() throws {
    var compressed = 0
    for seed in stride(from: 0, to: UInt64(150), by: 3) {
      let test = try Case(seed: seed)
      guard case .texts(let texts) = test.samples else { continue }
      let model = try randomModel(test.shape, seed: seed)
      let cluster = try Cluster(devices: test.devices, options: test.options)
      let memory = DecodingMemory()
      _ = try Prism().forward(
        Pass(texts[0], memory: memory), through: model, on: cluster)
      memory.advance(by: texts[0].count)
      let before = cluster.trace.operations.count
      let one = try Cluster(devices: 1)
      var views: [Tensor] = []
      _ = try reference(test, model, Pass(texts[0]), on: one, views: &views)
      // Two more tokens.
      for token in [1, 2] {
        let found = try Prism().forward(
          Pass([token], memory: memory), through: model, on: cluster)
        memory.advance(by: 1)
        var pass = Pass([token])
        pass.position = memory.length - 1
        var y = try model.embedding(pass, ready: one.hand(pass)[one.root])
        for block in model.blocks {
          let view = try Tensor.joined([views[block.index], y])
          views[block.index] = view
          let last = view.shape.rows - 1
          y = try block.plain(
            y, in: Pass([token]), view: view, rows: last..<last + 1)
        }
        let expected = try model.head(y)
        #expect(
          relativeError(try found.values(), try expected.values()) < 1e-4,
          "\(test)")
      }
      let later = cluster.trace.operations[before...]
      #expect(later.allSatisfy { Int($0.device) == test.devices - 1 })
      #expect(later.allSatisfy { !$0.isMessage })
      compressed += memory.counts == nil ? 0 : 1
    }
    #expect(compressed > 15)
  }

  private func trace(
    _ scheme: any Scheme, _ shape: ModelShape, devices: Int, tokens: Int,
    _ options: SchemeOptions = [:]
  ) throws -> Trace {
    var all = ClusterOptions()
    all.scheme = options
    let cluster = try Cluster(devices: devices, options: all)
    _ = try scheme.forward(
      shape.blankPass(count: tokens), through: Transformer(shapesOnly: shape),
      on: cluster)
    return cluster.trace
  }

  private static let encoder: ModelShape = {
    var shape = TrafficTests.shape
    shape.attends = .everywhere
    shape.positions = .learned
    shape.context = 1024
    return shape
  }()

  /// (D-1) L d elements of each device and block, with L = ceil((T/D) / CR);
  /// a decoder's devices send to those behind them.
  @Test(arguments: [2, 4], [1, 5, 16, 100])
  func trafficByFormula(devices: Int, compression: Int) throws {
    let options: SchemeOptions = [
      "prism.compression": .real(Double(compression))
    ]
    let rows = 64 / devices
    let means = (rows + compression - 1) / compression
    var shape = Self.encoder
    let found = try trace(
      Prism(), shape, devices: devices, tokens: 64, options)
    let once = means * shape.width * 4 * shape.blocks
    for device in 0..<devices {
      #expect(found.stateBytes(by: device) == (devices - 1) * once)
    }
    #expect(
      Set(found.activationMessages.map(\.collective)).count == shape.blocks)
    shape.attends = .backward
    let causal = try trace(
      Prism(), shape, devices: devices, tokens: 64, options)
    for device in 0..<devices {
      #expect(causal.stateBytes(by: device) == (devices - 1 - device) * once)
    }
  }

  /// PRISM's 99.2 %: BERT of 256 tokens on two devices, one mean each.
  @Test func oneMeanSaves992PerMille() throws {
    let prism = try trace(
      Prism(), Self.encoder, devices: 2, tokens: 256,
      ["prism.compression": .integer(128)])
    let full = try trace(
      Prism(), Self.encoder, devices: 2, tokens: 256,
      ["prism.compression": .integer(1)])
    let saved =
      1 - Double(prism.stateBytes(by: 0)) / Double(full.stateBytes(by: 0))
    #expect(saved == 1 - 1.0 / 128)
    let voltage = try trace(Voltage(), Self.encoder, devices: 2, tokens: 256)
    // Voltage gathers nothing behind the last block.
    let blocks = Self.encoder.blocks
    let (gathered, once) = (full.stateBytes(by: 0), voltage.stateBytes(by: 0))
    #expect(gathered * (blocks - 1) == once * blocks)
  }

  /// Keys and values are projected of own rows and means alone.
  @Test func fewerKeysFewerProducts() throws {
    let shape = Self.encoder
    let prism = try trace(
      Prism(), shape, devices: 4, tokens: 64, ["prism.means": .integer(2)])
    let kv = 2 * shape.width * shape.keyValueWidth
    let rest = 2 * shape.width * shape.width + 3 * shape.width * shape.hidden
    let keys = 16 + 3 * 2
    let block = keys * kv + 16 * rest + 2 * 16 * keys * shape.width
    // The root has no scored position.
    #expect(prism.products(by: 0) == shape.blocks * block)
  }
}
