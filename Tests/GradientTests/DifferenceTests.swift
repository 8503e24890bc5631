import Tensors
import TestSupport
import Testing

struct DifferenceTests {
  /// Reverse mode against differences, for every input.
  @Test(arguments: GradientCase.all)
  func agreesWithDifferences(_ operation: GradientCase) throws {
    for seed in UInt64(1)...20 {
      var random = RandomStream(seed: seed)
      let projection = try Projection(operation.make(&random), &random)
      let inputs = Array(projection.sample.shapes.indices)
      let found = try projection.gradients(tracked: inputs)
      for input in inputs {
        let expected = try projection.differences(input)
        let error = relativeError(
          found[input].inside, expected, floor: 0.05)
        #expect(
          error < 5e-4,
          "seed \(seed), input \(input), \(projection.sample.shapes)")
        #expect(found[input].outside.allSatisfy { $0 == 0 })
      }
    }
  }

  /// An input's gradient is the same whichever others have one.
  @Test(arguments: GradientCase.all)
  func oneAtATimeIsTheSame(_ operation: GradientCase) throws {
    for seed in UInt64(21)...25 {
      var random = RandomStream(seed: seed)
      let projection = try Projection(operation.make(&random), &random)
      let inputs = Array(projection.sample.shapes.indices)
      let all = try projection.gradients(tracked: inputs)
      for input in inputs {
        let one = try projection.gradients(tracked: [input])
        #expect(
          one[0].inside == all[input].inside, "seed \(seed), input \(input)")
      }
    }
  }

  /// Gradients add to what is there: of three uses, three times as much.
  @Test(arguments: GradientCase.all)
  func usesAddUp(_ operation: GradientCase) throws {
    for seed in UInt64(36)...40 {
      var random = RandomStream(seed: seed)
      let projection = try Projection(operation.make(&random), &random)
      let inputs = Array(projection.sample.shapes.indices)
      let once = try projection.gradients(tracked: inputs)
      let thrice = try projection.gradients(tracked: inputs, times: 3)
      for input in inputs {
        let expected = once[input].inside.map { 3 * Double($0) }
        #expect(
          relativeError(thrice[input].inside, expected, floor: 0.05) < 1e-5,
          "seed \(seed), input \(input)")
      }
    }
  }

  /// On a tape the values are those without.
  @Test(arguments: GradientCase.all)
  func theTapeChangesNoValue(_ operation: GradientCase) throws {
    for seed in UInt64(26)...30 {
      var random = RandomStream(seed: seed)
      let sample = try operation.make(&random)
      let inputs = try zip(sample.shapes, sample.values).map {
        try Tensor($0, $1)
      }
      let tape = Tape()
      let tracked = try sample.apply(inputs.map { tape.leaf($0) })
      let plain = try sample.apply(inputs)
      #expect(try tracked.values() == plain.values(), "seed \(seed)")
    }
  }

  /// Shapes go through with the same result and leave nothing on a tape;
  /// a shape among values makes a shape.
  @Test(arguments: GradientCase.all)
  func shapesGoThrough(_ operation: GradientCase) throws {
    for seed in UInt64(31)...35 {
      var random = RandomStream(seed: seed)
      let sample = try operation.make(&random)
      let inputs = try zip(sample.shapes, sample.values).map {
        try Tensor($0, $1)
      }
      let expected = try sample.apply(inputs).shape
      let tape = Tape()
      let bare = try sample.apply(sample.shapes.map { tape.leaf(Tensor($0)) })
      #expect(bare.shape == expected && !bare.hasValues, "seed \(seed)")
      for one in inputs.indices {
        var mixed = inputs.map { tape.leaf($0) }
        mixed[one] = Tensor(sample.shapes[one])
        let result = try sample.apply(mixed)
        #expect(result.shape == expected && !result.hasValues)
      }
      #expect(throws: TensorError.notOnTape, "seed \(seed)") {
        try tape.backward(from: bare.sum())
      }
    }
  }
}
