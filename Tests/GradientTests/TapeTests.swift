import Tensors
import TestSupport
import Testing

struct TapeTests {
  let parameter: Parameter

  init() throws {
    parameter = Parameter("w", try Tensor(Shape(2, 2), [1, -2, 3, 4]))
  }

  private func gradient(
    _ tape: Tape, _ loss: (Tensor) throws -> Tensor, scale: Float = 1
  ) throws -> [Float]? {
    try tape.backward(from: loss(tape.leaf(parameter)), scale: scale)
    return try tape.gradient(of: parameter)?.values()
  }

  /// d(3 sum w + sum w²) = 3 + 2 w.
  @Test func aParameterUsedTwiceGetsTheSum() throws {
    let found = try gradient(Tape()) { w in
      try w.scaled(by: 3).sum() + (w * w).sum()
    }
    #expect(found == [5, -1, 9, 11])
  }

  @Test func aLeafIsTheSameEachTime() throws {
    let tape = Tape()
    let (a, b) = (tape.leaf(parameter), tape.leaf(parameter))
    try tape.backward(from: a.sum() + b.scaled(by: 2).sum())
    #expect(try tape.gradient(of: a)?.values() == [3, 3, 3, 3])
    #expect(try tape.gradient(of: b)?.values() == [3, 3, 3, 3])
  }

  @Test func viewsShareGradients() throws {
    let tape = Tape()
    let w = tape.leaf(parameter)
    let (row, flat) = (try w.rows(1..<2), try w.reshaped(Shape(4)))
    let part = try flat.elements(1..<3)
    try tape.backward(from: row.sum() + part.scaled(by: 10).sum())
    #expect(try tape.gradient(of: parameter)?.values() == [0, 10, 11, 1])
    #expect(try tape.gradient(of: row)?.values() == [11, 1])
    #expect(try tape.gradient(of: part)?.values() == [10, 11])
    #expect(tape.gradient(of: flat)?.shape == Shape(4))
  }

  @Test func cutsOfAParameterShareItsGradient() throws {
    let tape = Tape()
    let parts = try [.all, .rows(0..<1), .columns(1..<2)].map {
      (slice: ParameterSlice) in try parameter.cut(slice, on: tape)
    }
    let sums = try parts.enumerated().map {
      try $1.scaled(by: Float($0 + 1)).sum()
    }
    try tape.backward(from: Tensor.sum(sums))
    #expect(try tape.gradient(of: parameter)?.values() == [3, 6, 1, 4])
  }

  @Test func twoTapesDoNotMix() throws {
    let (one, two) = (Tape(), Tape())
    let (a, b) = (one.leaf(parameter), two.leaf(parameter))
    try one.backward(from: a.sum())
    #expect(two.gradient(of: parameter) == nil)
    #expect(two.gradient(of: a) == nil)
    try two.backward(from: (b * b).sum())
    #expect(try one.gradient(of: parameter)?.values() == [1, 1, 1, 1])
    #expect(try two.gradient(of: parameter)?.values() == [2, -4, 6, 8])
  }

  @Test func scaleScales() throws {
    let found = try gradient(Tape(), { try ($0 * $0).sum() }, scale: 0.25)
    #expect(found == [0.5, -1, 1.5, 2])
  }

  /// Parts of a batch, one after another on one tape, add up.
  @Test func passesAddUp() throws {
    let tape = Tape()
    for _ in 0..<3 {
      _ = try gradient(tape, { try $0.mean() }, scale: 2)
    }
    #expect(
      try tape.gradient(of: parameter)?.values() == [1.5, 1.5, 1.5, 1.5])
  }

  @Test func whatDoesNotLeadToTheLossGetsNothing() throws {
    let tape = Tape()
    let other = Parameter("v", try Tensor(Shape(2), [5, 6]))
    let spare = try tape.leaf(other).scaled(by: 2)
    let loss = try tape.leaf(parameter).sum()
    _ = try spare * spare
    try tape.backward(from: loss)
    #expect(tape.gradient(of: other) == nil)
    #expect(tape.gradient(of: Parameter("u", parameter.value)) == nil)
  }

  @Test func detachedStopsIt() throws {
    let found = try gradient(Tape()) { try ($0 * $0.detached).sum() }
    #expect(found == [1, -2, 3, 4])
    let tape = Tape()
    let halted = try tape.leaf(parameter).scaled(by: 2).detached
    #expect(try halted.values() == [2, -4, 6, 8])
    #expect(throws: TensorError.notOnTape) {
      try tape.backward(from: halted.sum())
    }
  }

  /// A leaf made of something computed begins anew.
  @Test func aLeafOfAResultStopsIt() throws {
    let tape = Tape()
    let result = try tape.leaf(parameter).scaled(by: 2)
    let leaf = tape.leaf(result)
    try tape.backward(from: (leaf * leaf).sum())
    #expect(try tape.gradient(of: leaf)?.values() == [4, -8, 12, 16])
    #expect(tape.gradient(of: parameter) == nil)
  }

  /// A parameter that shows the middle of a longer tensor.
  @Test func addsToASum() throws {
    let file = try Tensor(Shape(4, 2), [9, 9, 1, 2, 3, 4, 9, 9])
    let part = Parameter("part", try file.rows(1..<3))
    let tape = Tape()
    let w = tape.leaf(part)
    try tape.backward(from: (w * w).sum())
    #expect(try tape.gradient(of: part)?.values() == [2, 4, 6, 8])
    let sum = Tensor(Shape(2, 2)) {
      $0.update(repeating: 10, count: 4)
      tape.addGradient(of: part, to: $0)
      tape.addGradient(of: parameter, to: $0)
    }
    #expect(try sum.values() == [12, 14, 16, 18])
  }
}
