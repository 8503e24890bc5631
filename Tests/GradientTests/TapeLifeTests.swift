import Diagnostics
import Tensors
import TestSupport
import Testing

/// What a tape refuses, and what is left when it is gone.
struct TapeLifeTests {
  private func weights() throws -> Tensor {
    try Tensor(Shape(2, 2), [1, -2, 3, 4])
  }

  @Test func aLossIsOneElement() throws {
    let tape = Tape()
    let w = tape.leaf(try weights())
    let error = TensorError.shapes(
      operation: "backward", Shape(2, 2), Shape(1))
    #expect(throws: error) { try tape.backward(from: w) }
    #expect(
      error.diagnosis.text
        == "error: backward: shapes 2x2 and 1 do not fit together\n"
        + "  remedy: check how the scheme cuts its operands")
  }

  @Test func aLossIsOnTheTape() throws {
    let tape = Tape()
    let strangers = [
      try weights().sum(), try Tape().leaf(weights()).sum(), Tensor(Shape(1)),
    ]
    for stranger in strangers {
      #expect(throws: TensorError.notOnTape) {
        try tape.backward(from: stranger)
      }
    }
    let other = Tape()
    let loss = try other.leaf(weights()).sum()
    #expect(throws: TensorError.notOnTape) { try tape.backward(from: loss) }
    #expect(
      TensorError.notOnTape.diagnosis.text
        == "error: the loss does not depend on anything on this tape\n"
        + "  remedy: compute it from leaves of the tape")
  }

  @Test func aTensorOutlivesItsTape() throws {
    var tape: Tape? = Tape()
    let w = try #require(tape?.leaf(weights()))
    let kept = try w * w
    let loss = try kept.sum()
    try tape?.backward(from: loss)
    tape = nil
    #expect(try kept.values() == [1, 4, 9, 16])
    #expect(try (kept + kept).values() == [2, 8, 18, 32])
    #expect(try kept.linear(weights()).sum().hasValues)

    // On another tape it is a constant.
    let next = Tape()
    let v = next.leaf(try weights())
    try next.backward(from: (kept * v).sum())
    #expect(try next.gradient(of: v)?.values() == [1, 4, 9, 16])
    #expect(next.gradient(of: kept) == nil)
    #expect(next.gradient(of: w) == nil)
  }

  @Test func shapesRecordNothing() throws {
    let tape = Tape()
    let parameter = Parameter("w", Tensor(Shape(2, 2)))
    let w = tape.leaf(parameter)
    #expect(!w.hasValues && !w.detached.hasValues)
    let sum = try w.sum()
    #expect(sum.shape == Shape(1))
    #expect(throws: TensorError.notOnTape) { try tape.backward(from: sum) }
    #expect(tape.gradient(of: parameter) == nil)
  }

  /// Steps hold values, values do not hold the tape: each goes with its owner.
  @Test(arguments: [true, false])
  func nothingLeaks(goingBack: Bool) throws {
    weak var left: Tape?
    weak var step: Witness?
    weak var weight: Parameter?
    var result: Tensor?
    try {
      let (tape, witness) = (Tape(), Witness())
      let parameter = Parameter("w", try weights())
      (left, step, weight) = (tape, witness, parameter)
      let w = tape.leaf(parameter).placed(at: witness, handle: .none)
      let y = try w.linear(w).softmax().activated(.gelu)
      let loss = try y.keeping([0..<1]).sum()
      if goingBack { try tape.backward(from: loss) }
      #expect(left != nil && step != nil)
      result = y.detached.placed(at: nil, handle: .none)
    }()
    #expect(left == nil && step == nil && weight == nil)
    #expect(try result?.values().count == 4)
  }

  /// Going back lets go of the values between.
  @Test func goingBackLetsGo() throws {
    let tape = Tape()
    weak var step: Witness?
    try {
      let witness = Witness()
      step = witness
      let w = tape.leaf(try weights()).placed(at: witness, handle: .none)
      let loss = try (w * w).sum()
      try tape.backward(from: loss)
    }()
    #expect(step == nil)
  }

  /// A long chain neither overflows the stack nor loses its way.
  @Test(arguments: [true, false])
  func longChains(goingBack: Bool) throws {
    let tape = Tape()
    let start = tape.leaf(try weights())
    var x = start
    for _ in 0..<100_000 { x = try x.scaled(by: 1) }
    guard goingBack else { return }
    try tape.backward(from: x.sum())
    #expect(try tape.gradient(of: start)?.values() == [1, 1, 1, 1])
  }

  /// A place that is held by the steps whose operands it has.
  private final class Witness: Place {
    func record(
      _ work: Work, _ a: Operand, _ b: Operand, _ c: Operand, elements: Int
    ) -> Handle { .none }
    func record(_ work: Work, _ operands: [Operand], elements: Int) -> Handle {
      .none
    }
    func weight(_ parameter: Parameter, _ slice: ParameterSlice) throws
      -> Tensor
    { try parameter.cut(slice) }
    func keep(elements: Int, earlier: Bool) -> Handle { .none }
  }
}
