import Cluster
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// How ASTRA is trained through its codes.
struct AstraTrainingTests {
  /// Gradients go straight through: with perfect codes they are those of the
  /// single device.
  @Test func perfectCodesHaveTheSingleDevicesGradients() throws {
    for seed in 0..<UInt64(80) {
      var test = try AstraCase(seed: seed)
      // Only codes of parts that all differ are perfect in every group.
      test.options["astra.groups"] = .integer(1)
      let model = try test.model(isPerfect: true)
      let split = try test.split(isPerfect: true, of: model)
      let rows = try split(test.samples, through: model, batched: true)
        .shape
      let targets = (0..<rows.rows).map { $0 % rows.columns }
      let found = try split.learn(
        targets, test.samples, through: model, batched: true)
      let expected = try AstraCase.alone.learn(
        targets, test.samples, through: model, batched: true)
      for parameter in model.ownParameters {
        let one = try expected.tape.gradient(of: parameter)?.values()
        let other = try found.tape.gradient(of: parameter)?.values()
        let a = one ?? [Float](repeating: 0, count: parameter.shape.count)
        let b = other ?? [Float](repeating: 0, count: parameter.shape.count)
        #expect(
          relativeError(b, a.map(Double.init), floor: 1e-2) < 2e-3,
          "\(test), \(parameter.name)")
      }
    }
  }

  private func penalties(
    _ test: AstraCase, _ model: Transformer, _ options: SchemeOptions,
    draw: TrainingDraw?
  ) throws -> (sum: Float, told: [Float], tape: Tape) {
    let tape = Tape()
    var all = try test.split(isPerfect: false, of: model).options
    for name in ["astra.noise", "astra.commitment"] {
      all.scheme[name] = options[name]
    }
    let cluster = try Cluster(devices: test.devices, options: all, tape: tape)
    var pass = try test.samples.passes(batched: true)[0]
    pass.draw = draw
    let told = try Astra().forward(pass, through: model, on: cluster)
    let sum = try Tensor.sum(cluster.penalties)
    try tape.backward(from: sum)
    return (try sum.values()[0], try told.values(), tape)
  }

  /// The penalties are squared distances: of codebooks in full, of states by
  /// the commitment weight.
  @Test func penaltiesHoldCodebooksAndStates() throws {
    for seed in 0..<UInt64(30) {
      let test = try AstraCase(seed: seed)
      let model = try test.model(isPerfect: false)
      func sum(_ commitment: Double) throws -> Float {
        try penalties(
          test, model, ["astra.commitment": .real(commitment)], draw: nil
        ).sum
      }
      let (none, half, one) = (try sum(0), try sum(0.5), try sum(1))
      #expect(none > 0)
      #expect(abs(half / none - 1.5) < 1e-4, "\(test)")
      #expect(abs(one / none - 2) < 1e-4, "\(test)")
      let free = try penalties(
        test, model, ["astra.commitment": .real(0)], draw: nil)
      let books = model.additions?.weights.filter {
        !$0.name.contains("residual")
      }
      for book in books ?? [] {
        #expect(
          try free.tape.gradient(of: book)?.values().contains { $0 != 0 }
            == true)
      }
      for parameter in model.ownParameters {
        let gradient = try free.tape.gradient(of: parameter)?.values() ?? []
        #expect(gradient.allSatisfy { $0 == 0 })
      }
    }
  }

  /// Noise is there in training alone, by its weight, and new in each epoch.
  @Test func noiseIsForTraining() throws {
    let test = try AstraCase(seed: 4)
    let model = try test.model(isPerfect: false)
    try Astra().adapt(
      model, to: test.samples.passes(batched: true),
      options: test.split(isPerfect: false, of: model).options.scheme,
      epoch: 1, seed: 1)
    func told(_ noise: Double, epoch: Int?) throws -> [Float] {
      try penalties(
        test, model, ["astra.noise": .real(noise)],
        draw: epoch.map {
          TrainingDraw(
            dropout: 0, seed: 3, epoch: $0,
            samples: Array(0..<test.samples.count))
        }
      ).told
    }
    let calm = try told(1, epoch: nil)
    #expect(try told(0, epoch: 0) == calm)
    #expect(try told(2, epoch: nil) == calm)
    let noisy = try told(1, epoch: 0)
    #expect(noisy != calm)
    #expect(try told(1, epoch: 0) == noisy)
    #expect(try told(1, epoch: 1) != noisy)
    #expect(try told(0.5, epoch: 0) != noisy)
  }
}
