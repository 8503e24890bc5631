import Foundation
import Tensors
import Testing

@testable import Models

/// Optimizers against PyTorch, on gradients that a script made up
/// (Tests/Oracle/optimizers.py).
struct OptimizerTests {
  struct Fixture: Decodable {
    struct Step: Decodable {
      let rate: Double
      let gradients: [String: [Float]]
      let values: [String: [Float]]
    }
    struct Run: Decodable {
      let start: [String: [Float]]
      let steps: [Step]
    }
    struct Clipping: Decodable {
      let before: [Float]
      let norm: Double
      let after: [Float]
    }
    let adamw: Run
    let sgd: Run
    let plain_sgd: Run
    let clipping: Clipping

    static func load() throws -> Fixture {
      let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/optimizers.json")
      return try JSONDecoder().decode(
        Fixture.self, from: Data(contentsOf: url))
    }
  }

  /// The parameters of a run as they are at its start.
  private func parameters(_ run: Fixture.Run) throws -> [Parameter] {
    try [("matrix", Shape(3, 4)), ("vector", Shape(5))].map { name, shape in
      Parameter(name, try Tensor(shape, try #require(run.start[name])))
    }
  }

  /// A tape whose gradients are those given.
  private func gradients(
    _ values: [String: [Float]], of parameters: [Parameter]
  ) throws -> Gradients {
    let sums = Gradients(of: parameters)
    for parameter in parameters {
      let tape = Tape()
      let wanted = try Tensor(
        parameter.shape, try #require(values[parameter.name]))
      let loss = try (tape.leaf(parameter) * wanted).sum()
      try tape.backward(from: loss)
      sums.add(tape)
    }
    return sums
  }

  private func follow(
    _ run: Fixture.Run, _ parameters: [Parameter], _ optimizer: any Optimizer
  ) throws {
    for step in run.steps {
      optimizer.step(
        try gradients(step.gradients, of: parameters), rate: step.rate)
      for parameter in parameters {
        let expected = try #require(step.values[parameter.name])
        for (a, b) in zip(try parameter.value.values(), expected) {
          #expect(abs(a - b) <= 1e-5 * max(1, abs(b)), "\(parameter.name)")
        }
      }
    }
    #expect(optimizer.stepCount == run.steps.count)
  }

  @Test func adamWFollowsPyTorch() throws {
    let run = try Fixture.load().adamw
    let parameters = try parameters(run)
    try follow(
      run, parameters, AdamW(ParameterGroup.byRank(parameters, decay: 0.1)))
  }

  @Test func sgdFollowsPyTorch() throws {
    let fixture = try Fixture.load()
    let parameters = try parameters(fixture.sgd)
    try follow(
      fixture.sgd, parameters,
      SGD(ParameterGroup.byRank(parameters, decay: 0.1), momentum: 0.9))
    let plain = try self.parameters(fixture.plain_sgd)
    try follow(
      fixture.plain_sgd, plain, SGD(ParameterGroup.byRank(plain, decay: 0)))
  }

  @Test func clippingFollowsPyTorch() throws {
    let clipping = try Fixture.load().clipping
    let parameter = Parameter("x", try Tensor(Shape(6), [0, 0, 0, 0, 0, 0]))
    let sums = try gradients(["x": clipping.before], of: [parameter])
    #expect(abs(sums.clip(norm: 1) - clipping.norm) < 1e-5)
    for (i, expected) in clipping.after.enumerated() {
      #expect(abs(sums.pointer(0)[i] - expected) < 1e-6)
    }
    // What is short enough stays as it is, to the bit.
    let before = (0..<6).map { sums.pointer(0)[$0] }
    sums.clip(norm: 10)
    #expect((0..<6).map { sums.pointer(0)[$0] } == before)
  }

  @Test(arguments: ["adamw", "sgd"])
  func continuesBitForBit(_ name: String) throws {
    let fixture = try Fixture.load()
    let run = name == "sgd" ? fixture.sgd : fixture.adamw
    func make(_ parameters: [Parameter]) -> any Optimizer {
      let groups = ParameterGroup.byRank(parameters, decay: 0.1)
      return name == "sgd" ? SGD(groups, momentum: 0.9) : AdamW(groups)
    }
    let whole = try parameters(run)
    let one = make(whole)
    let parts = try parameters(run)
    var two = make(parts)
    for (index, step) in run.steps.enumerated() {
      one.step(try gradients(step.gradients, of: whole), rate: step.rate)
      if index == 2 {
        let left = two
        two = make(parts)
        try two.restore(
          Dictionary(
            uniqueKeysWithValues: left.state.map { ($0.name, $0.values) }),
          stepCount: left.stepCount)
      }
      two.step(try gradients(step.gradients, of: parts), rate: step.rate)
    }
    for (a, b) in zip(whole, parts) {
      #expect(
        try a.value.values().map(\.bitPattern)
          == b.value.values().map(\.bitPattern))
    }
  }

  @Test func stateOfAnotherModelIsRefused() throws {
    let parameters = try parameters(Fixture.load().adamw)
    let optimizer = AdamW(ParameterGroup.byRank(parameters, decay: 0))
    #expect(throws: TrainingError.state("mean.matrix")) {
      try optimizer.restore(["mean.matrix": [1]], stepCount: 1)
    }
    #expect(optimizer.stepCount == 0)
  }

  @Test func findsWhatIsNotFinite() throws {
    let parameter = Parameter("x", try Tensor(Shape(2), [0, 0]))
    let good = try gradients(["x": [1, 2]], of: [parameter])
    #expect(good.notFinite == nil)
    let bad = try gradients(["x": [1, .nan]], of: [parameter])
    #expect(bad.notFinite === parameter)
  }
}
