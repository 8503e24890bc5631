import Cluster
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// Galaxy, with and without overlap.
struct GalaxyTests {
  private struct Case: CustomStringConvertible {
    let seed: UInt64
    let shape: ModelShape
    let devices: Int
    let samples: Samples
    let positions: Int

    /// Decoders, encoders, models with bottlenecks, blocks alone.
    init(seed: UInt64) throws {
      self.seed = seed
      var random = RandomStream(seed: seed)
      var shape =
        switch seed % 3 {
        case 0: random.modelShape()
        case 1: random.encoderShape()
        default: random.thinShape()
        }
      if seed % 5 == 0, shape.bottleneck == nil {
        shape.halves = random.pick(ModelShape.Halves.allCases)
      }
      self.shape = shape
      let most = min(shape.keyValueHeads, shape.hidden)
      devices = random.int(min(2, most)...most)
      positions = random.int(1...7)
      samples = try Samples(
        random.int(1...3), positions: positions, for: shape, &random)
    }

    var description: String {
      "seed \(seed), \(devices) devices, \(samples.count) x \(positions), "
        + "\(shape.halves), bottleneck \(shape.bottleneck != nil)"
    }

    /// What the model tells about all samples, a row after the other.
    func told(
      _ scheme: any Scheme, overlaps: Bool = true, _ model: Transformer,
      devices: Int, batched: Bool = true, tape: Tape? = nil
    ) throws -> Tensor {
      let cluster = try Cluster(
        devices: devices, options: .galaxy(overlaps: overlaps), tape: tape)
      let told = try samples.passes(batched: batched).map {
        try scheme.forward($0, through: model, on: cluster)
      }
      #expect(cluster.trace.violation() == nil, "\(self)")
      return try Tensor.assembled(
        told,
        as: Shape(
          told.reduce(0) { $0 + $1.shape.rows }, told[0].shape.columns))
    }
  }

  /// Law 3: both ways, samples together or one by one.
  @Test(arguments: [false, true])
  func isTheSingleDevice(overlaps: Bool) throws {
    var distributed = 0
    for seed in 0..<UInt64(240) {
      let test = try Case(seed: seed)
      let model = try randomModel(test.shape, seed: seed)
      let expected = try test.told(Single(), model, devices: 1).values()
      for batched in [false, true] {
        let found = try test.told(
          Galaxy(), overlaps: overlaps, model, devices: test.devices,
          batched: batched)
        #expect(relativeError(try found.values(), expected) < 1e-4, "\(test)")
      }
      distributed += test.devices > 1 && test.positions > 1 ? 1 : 0
    }
    #expect(distributed > 100)
  }

  /// Gradients are those of one device, both ways.
  @Test(arguments: [false, true])
  func gradientsAreThoseOfOneDevice(overlaps: Bool) throws {
    for seed in 0..<UInt64(60) {
      let test = try Case(seed: seed)
      let model = try randomModel(test.shape, seed: seed)
      func gradients(_ scheme: any Scheme, _ devices: Int) throws -> [[Float]] {
        let tape = Tape()
        let told = try test.told(
          scheme, overlaps: overlaps, model, devices: devices, tape: tape)
        var random = RandomStream(seed: seed)
        let weights = try random.tensor(told.shape)
        try tape.backward(from: (told * weights).sum())
        return try model.parameters.map {
          try tape.gradient(of: $0)?.values() ?? []
        }
      }
      let found = try gradients(Galaxy(), test.devices)
      let expected = try gradients(Single(), 1)
      let top = expected.joined().reduce(0) { max($0, abs($1)) }
      for (own, right) in zip(found, expected) {
        #expect(
          relativeError(
            own, right.map(Double.init), floor: 1e-2 * Double(top)) < 1e-3,
          "\(test)")
      }
    }
  }

  private func trace(
    _ scheme: any Scheme, overlaps: Bool = true, devices: Int, steps: [Int]
  ) throws -> Trace {
    let model = try Transformer(shapesOnly: TrafficTests.shape)
    let cluster = try Cluster(
      devices: devices, options: .galaxy(overlaps: overlaps))
    let memory = DecodingMemory()
    for step in steps {
      _ = try scheme.forward(
        Pass(count: step, memory: memory), through: model, on: cluster)
      memory.advance(by: step)
    }
    return cluster.trace
  }

  /// Two all-gathers and two reduce-scatters a block, 4 (D-1)/D T d elements
  /// that each device sends: what ring tensor parallelism sends.
  @Test(arguments: [2, 3, 4], [false, true])
  func trafficByFormula(devices: Int, overlaps: Bool) throws {
    let shape = TrafficTests.shape
    let trace = try trace(
      Galaxy(), overlaps: overlaps, devices: devices, steps: [12])
    let each = 4 * (devices - 1) * (12 / devices) * shape.width * shape.blocks
    let activations = trace.messages.filter { $0.purpose == .activations }
    #expect(
      activations.map(\.payloadBytes).reduce(0, +) == 4 * devices * each)
    #expect(
      Set(activations.map(\.round)).count == 4 * (devices - 1) * shape.blocks)
    for device in 0..<devices {
      let own = trace.operations.filter {
        $0.isMessage && Int($0.device) == device
      }.map { trace.messages[Int($0.message)] }
        .filter { $0.purpose == .activations }
      #expect(own.map(\.payloadBytes).reduce(0, +) == 4 * each)
    }
  }

  /// The products are the same, tile by tile or at once; only weights are
  /// read more often. What positions share out is computed once.
  @Test(arguments: [2, 4])
  func tilesChangeNoWork(devices: Int) throws {
    func macs(_ trace: Trace, _ kernels: Set<Kernel>) -> Int {
      trace.operations.reduce(0) {
        $0 + (kernels.contains($1.kernel) ? $1.macs : 0)
      }
    }
    let products = Set(Kernel.allCases.filter(\.isProduct))
    let alone = try trace(Single(), devices: 1, steps: [8])
    let split = try trace(
      Galaxy(), overlaps: false, devices: devices, steps: [8])
    let tiled = try trace(Galaxy(), devices: devices, steps: [8])
    #expect(macs(split, products) == macs(alone, products))
    #expect(macs(tiled, products) == macs(alone, products))
    // All but the first norm, which everyone computes of all positions.
    let first = 2 * 8 * TrafficTests.shape.width * (devices - 1)
    for trace in [split, tiled] {
      #expect(
        macs(trace, [.normalization]) == macs(alone, [.normalization]) + first)
    }
    func weightBytes(_ trace: Trace) -> Int {
      trace.operations.reduce(0) { $0 + $1.weightBytes }
    }
    #expect(weightBytes(tiled) > weightBytes(split))
  }

  /// A token alone cannot be shared out by position.
  @Test func oneTokenIsTensorParallelism() throws {
    let found = try trace(Galaxy(), devices: 4, steps: [1, 1])
    let expected = try trace(TensorParallel(), devices: 4, steps: [1, 1])
    #expect(found == expected)
    // After a prompt too: caches hold the same heads.
    let after = try trace(Galaxy(), devices: 4, steps: [9, 1]).operations
    let tail = try trace(TensorParallel(), devices: 4, steps: [9, 1]).operations
    #expect(
      after.suffix(expected.operations.count / 2).map(\.activationBytes)
        == tail.suffix(expected.operations.count / 2).map(\.activationBytes))
  }
}

extension ClusterOptions {
  fileprivate static func galaxy(overlaps: Bool) -> ClusterOptions {
    var options = ClusterOptions()
    options.scheme["galaxy.overlap"] = .flag(overlaps)
    return options
  }
}
