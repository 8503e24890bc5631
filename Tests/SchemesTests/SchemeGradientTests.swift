import Cluster
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// Training runs the same forward pass: gradients flow back through schemes,
/// collectives and losses.
struct SchemeGradientTests {
  private struct Case: CustomStringConvertible {
    let seed: UInt64
    let shape: ModelShape
    let scheme: any Scheme
    let devices: Int
    let tokens: [Int]
    let targets: [Int]
    var options = ClusterOptions()

    init(seed: UInt64) throws {
      self.seed = seed
      var random = RandomStream(seed: seed)
      shape = random.modelShape()
      let name = random.pick([
        "tensor-parallel", "pipeline", "voltage", "galaxy", "edgeshard",
        "prism",
      ])
      let named = Schemes.scheme(named: name)
      scheme = try #require(named)
      let most =
        switch name {
        case "tensor-parallel", "galaxy": min(shape.keyValueHeads, shape.hidden)
        case "pipeline": shape.blocks
        default: 5
        }
      devices = random.int(1...most)
      let vocabulary = shape.vocabulary
      let count = random.int(2...7)
      tokens = (0..<count).map { _ in random.int(0...vocabulary - 1) }
      targets = (0..<count).map { _ in random.int(0...vocabulary - 1) }
      options.scheme["prism.compression"] = .integer(1)
      options.allReduce = random.pick([
        .ring, .star, .fullMesh, .tree(group: 2),
      ])
    }

    var description: String {
      "seed \(seed), \(type(of: scheme).name), \(devices) devices"
    }

    /// The loss of a run, and the tape that it left.
    func run(
      _ model: Transformer, _ scheme: any Scheme, _ devices: Int
    ) throws -> (loss: Float, tape: Tape) {
      let tape = Tape()
      let cluster = try Cluster(devices: devices, options: options, tape: tape)
      let scores = try scheme.forward(
        Pass(tokens, scoresAll: true), through: model, on: cluster)
      let loss = try scores.crossEntropy(targets)
      try tape.backward(from: loss)
      return (try loss.values()[0], tape)
    }
  }

  /// With nothing lost, every scheme has the single device's gradients.
  @Test func gradientsAreThoseOfOneDevice() throws {
    var distributed = 0
    for seed in 0..<UInt64(120) {
      let test = try Case(seed: seed)
      let model = try randomModel(test.shape, seed: seed)
      let found = try test.run(model, test.scheme, test.devices)
      let expected = try test.run(model, Single(), 1)
      #expect(abs(found.loss - expected.loss) < 1e-4, "\(test)")
      distributed += test.devices > 1 ? 1 : 0
      let right = try model.parameters.map {
        try #require(expected.tape.gradient(of: $0)).values().map(Double.init)
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
    #expect(distributed > 60)
  }

  /// With losses the gradient is that of the run as it was: a small step
  /// against it lowers the loss by as much as it says.
  @Test func gradientsFollowTheLosses() throws {
    for seed in 0..<UInt64(40) {
      var test = try Case(seed: seed)
      guard test.devices > 1 else { continue }
      test.options.loss = IndependentLoss(probability: 0.3, seed: seed)
      test.options.packetBytes = 32
      let model = try randomModel(test.shape, seed: seed)
      let (before, tape) = try test.run(model, test.scheme, test.devices)
      var square = 0.0
      for parameter in model.parameters {
        let gradient = try tape.gradient(of: parameter)?.values() ?? []
        square += gradient.reduce(0) { $0 + Double($1) * Double($1) }
      }
      let step = Float(2e-3 / max(1e-6, square.squareRoot()))
      for parameter in model.parameters {
        let gradient = try tape.gradient(of: parameter)?.values() ?? []
        parameter.update { x in
          for (i, slope) in gradient.enumerated() { x[i] -= step * slope }
        }
      }
      let (after, _) = try test.run(model, test.scheme, test.devices)
      let expected = Double(step) * square
      #expect(
        abs(Double(before - after) - expected) < 0.1 * expected + 2e-6,
        "\(test): \(before) to \(after), expected \(expected)")
    }
  }
}
