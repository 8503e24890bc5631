import Cluster
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// Law 3 over random models with bottlenecks: every scheme that runs them
/// gives the single device's output, over device counts and collectives.
struct BottleneckLawTests {
  private static let alone = Split(scheme: "single", devices: 1)

  /// Every way to split `shape` that the schemes allow.
  private func splits(_ shape: ModelShape, _ group: Int) -> [Split] {
    let most = shape.heads == 1 ? 4 : shape.keyValueHeads
    return (1...most).flatMap { devices in
      [AllReduceAlgorithm.ring, .fullMesh, .star, .tree(group: group)].map {
        var options = ClusterOptions()
        options.allReduce = $0
        return Split(
          scheme: "tensor-parallel", devices: devices, options: options)
      }
    }
      + (1...shape.blocks).map { Split(scheme: "pipeline", devices: $0) }
      + [1, 2, 5].map { Split(scheme: "voltage", devices: $0) }
      + (1...min(shape.keyValueHeads, shape.hidden)).map {
        Split(scheme: "galaxy", devices: $0)
      }
  }

  @Test func everySplitIsTheSingleDevice() throws {
    var distributed = 0
    for seed in 0..<UInt64(150) {
      var random = RandomStream(seed: seed)
      let shape = random.thinShape()
      let model = try randomModel(shape, seed: seed)
      let samples = try Samples(
        random.int(1...3), positions: random.int(1...7), for: shape, &random)
      let expected = try Self.alone(samples, through: model, batched: false)
      for split in splits(shape, random.int(2...4)) {
        for batched in [false, true] {
          if try batched && !split.takesBatches() { continue }
          let found = try split(samples, through: model, batched: batched)
          let note = "seed \(seed), \(split), \(split.options.allReduce)"
          #expect(found.shape == expected.shape, "\(note)")
          let error = relativeError(
            try found.values(), try expected.values())
          #expect(error < 1e-4, "\(note), \(error)")
          distributed += split.devices > 1 ? 1 : 0
        }
      }
    }
    #expect(distributed > 1_000)
  }

  /// Costs need no values: shapes alone leave the same trace, whose parts
  /// have the work of one device's halves or more.
  @Test func shapesLeaveTheSameTrace() throws {
    for seed in 0..<UInt64(60) {
      var random = RandomStream(seed: seed)
      let shape = random.thinShape()
      let samples = try Samples(
        1, positions: random.int(1...7), for: shape, &random)
      let bare = try Transformer(shapesOnly: shape)
      let full = try randomModel(shape, seed: seed)
      let pass = try samples.passes(batched: false)[0]
      for split in splits(shape, 2) {
        func trace(_ model: Transformer, _ pass: Pass) throws -> Trace {
          let cluster = try Cluster(
            devices: split.devices, options: split.options)
          _ = try known(split.scheme).forward(
            pass, through: model, on: cluster)
          return cluster.trace
        }
        let note = "seed \(seed), \(split), \(split.options.allReduce)"
        let found = try trace(full, pass)
        #expect(found.violation() == nil, "\(note)")
        var blank = shape.blankPass(count: pass.count)
        blank.scoresAll = pass.scoresAll
        #expect(try trace(bare, blank) == found, "\(note)")
      }
    }
  }

  /// Training runs the same forward pass: gradients of all weights too.
  @Test func gradientsAreThoseOfOneDevice() throws {
    for seed in 0..<UInt64(40) {
      var random = RandomStream(seed: seed)
      let shape = random.thinShape()
      let model = try randomModel(shape, seed: seed)
      let samples = try Samples(
        2, positions: random.int(1...5), for: shape, &random)
      let rows = try Self.alone(samples, through: model, batched: false).shape
      let targets = (0..<rows.rows).map { _ in
        random.int(0...rows.columns - 1)
      }
      let expected = try Self.alone.learn(
        targets, samples, through: model, batched: false)
      let right = try model.parameters.map {
        try expected.tape.gradient(of: $0)?.values().map(Double.init) ?? []
      }
      let top = right.joined().reduce(0) { max($0, abs($1)) }
      for split in splits(shape, 2) where split.devices > 1 {
        let found = try split.learn(
          targets, samples, through: model, batched: split.takesBatches())
        for (parameter, right) in zip(model.parameters, right) {
          let own = try found.tape.gradient(of: parameter)?.values() ?? []
          #expect(
            relativeError(own, right, floor: 1e-3 * max(top, 1e-6)) < 1e-3,
            "seed \(seed), \(split), \(split.options.allReduce): \(parameter.name)"
          )
        }
      }
    }
  }
}
