import Cluster
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// A batch gives what its samples give one by one, forward and backward.
struct BatchTests {
  private struct Case: CustomStringConvertible {
    let seed: UInt64
    let shape: ModelShape
    let split: Split
    let samples: Samples
    let positions: Int

    init(seed: UInt64) throws {
      self.seed = seed
      var random = RandomStream(seed: seed)
      shape =
        seed % 3 == 0 ? random.modelShape() : random.encoderShape()
      // Those that are exact and take batches.
      let name = random.pick([
        "single", "tensor-parallel", "pipeline", "voltage", "galaxy",
        "prism",
      ])
      let most =
        switch name {
        case "single": 1
        case "tensor-parallel":
          shape.heads == 1
            ? min(7, shape.hidden) : min(shape.keyValueHeads, shape.hidden)
        case "galaxy": min(shape.keyValueHeads, shape.hidden)
        case "voltage", "prism": 6
        default: shape.blocks
        }
      var options = ClusterOptions()
      options.scheme["prism.compression"] = .integer(1)
      options.allReduce = random.pick([
        .ring, .star, .fullMesh, .tree(group: 2),
      ])
      split = Split(
        scheme: name, devices: random.int(1...most), options: options)
      positions = random.int(1...7)
      samples = try Samples(
        random.int(1...4), positions: positions, for: shape, &random)
    }

    var description: String {
      "seed \(seed), \(split), \(samples.count) samples of \(positions), "
        + "class token \(shape.classToken), norms \(shape.normPlacement)"
    }
  }

  private static let alone = Split(scheme: "single", devices: 1)

  @Test func aBatchIsItsSamples() throws {
    var kinds: Set<String> = []
    for seed in 0..<UInt64(300) {
      let test = try Case(seed: seed)
      let model = try randomModel(test.shape, seed: seed)
      let found = try test.split(test.samples, through: model, batched: true)
      let expected = try Self.alone(
        test.samples, through: model, batched: false)
      #expect(found.shape == expected.shape, "\(test)")
      #expect(
        relativeError(try found.values(), try expected.values()) < 1e-4,
        "\(test)")
      if test.samples.count > 1 {
        kinds.insert(
          "\(test.shape.attends) \(test.shape.classToken) "
            + "\(test.shape.normPlacement)")
      }
    }
    // Encoders with each class token and decoders, norms before and after.
    #expect(kinds.count == 8)
  }

  @Test func gradientsOfABatchAreThoseOfItsSamples() throws {
    for seed in 0..<UInt64(120) {
      let test = try Case(seed: seed)
      let model = try randomModel(test.shape, seed: seed)
      let output = try Self.alone(
        test.samples, through: model, batched: false)
      var random = RandomStream(seed: seed &+ 1)
      let targets = (0..<output.shape.rows).map { _ in
        random.int(0...output.shape.columns - 1)
      }
      let found = try test.split.learn(
        targets, test.samples, through: model, batched: true)
      let expected = try Self.alone.learn(
        targets, test.samples, through: model, batched: false)
      #expect(abs(found.loss - expected.loss) < 1e-4, "\(test)")
      let right = try model.parameters.map {
        try #require(expected.tape.gradient(of: $0), "\(test): \($0.name)")
          .values().map(Double.init)
      }
      // A gradient that nearly cancels out is as exact as the largest is.
      let top = right.joined().reduce(0) { max($0, abs($1)) }
      for (parameter, right) in zip(model.parameters, right) {
        let own = try #require(found.tape.gradient(of: parameter), "\(test)")
        #expect(
          relativeError(try own.values(), right, floor: 1e-3 * top) < 1e-3,
          "\(test): \(parameter.name)")
      }
    }
  }
}
