import Diagnostics
import Tensors
import TestSupport
import Testing

/// Tapes that look for the first value that is infinite or no number.
struct CheckingTests {
  private struct Case: Sendable {
    let fault: TensorError?
    let loss: @Sendable (Tensor) throws -> Tensor

    init(
      _ operation: String?, gradient: Bool = false,
      _ loss: @escaping @Sendable (Tensor) throws -> Tensor
    ) {
      fault = operation.map {
        .notFinite(operation: $0, isGradient: gradient)
      }
      self.loss = loss
    }
  }

  /// x is 2 x 2 of 1e20; the first operation that goes too far has its name.
  private static let cases: [Case] = [
    Case(nil) { try $0.scaled(by: 2).sum() },
    Case("*") { try ($0 * $0).scaled(by: 0).sum() },
    Case("linear") { try $0.linear($0).softmax().sum() },
    Case("times") { try $0.times($0).relu().sum() },
    Case("+") { try ($0.scaled(by: 3e18) + $0.scaled(by: 3e18)).sum() },
    Case("sum") {
      try Tensor.sum([$0.scaled(by: 3e18), $0.scaled(by: 3e18)]).mean()
    },
    Case("sum") { try $0.scaled(by: 3e18).sum() },
    Case("scaled") { try $0.scaled(by: 1e20).mean() },
    Case("straightThrough") {
      try $0.straightThrough { _, y in y.update(repeating: .nan, count: 4) }
        .sum()
    },
    Case("meanSquareError") {
      try $0.meanSquareError(Tensor(Shape(2, 2), [0, 0, 0, 0]))
    },
  ]

  @Test(arguments: cases.indices)
  func namesTheFirstOperation(_ index: Int) throws {
    let expected = Self.cases[index]
    #expect(try fault(expected.loss) == expected.fault)
  }

  private func fault(_ loss: (Tensor) throws -> Tensor) throws -> TensorError? {
    let tape = Tape(checksFinite: true)
    let x = tape.leaf(try Tensor(Shape(2, 2), [1e20, 1e20, 1e20, 1e20]))
    do {
      try tape.backward(from: loss(x))
    } catch let error as TensorError { return error }
    return nil
  }

  /// Values stay below 1e23, gradients grow to 1e60 in two steps.
  @Test func namesTheOperationOnTheWayBack() throws {
    let tape = Tape(checksFinite: true)
    let x = tape.leaf(try Tensor(Shape(2), [1e-38, 0]))
    let small = try x.relu().scaled(by: 1e30)
    let loss = try (small * Tensor(Shape(2), [1e30, 0])).sum()
    let error = TensorError.notFinite(operation: "scaled", isGradient: true)
    #expect(throws: error) { try tape.backward(from: loss) }
    #expect(
      error.diagnosis.text
        == "error: scaled: the gradient is not finite\n"
        + "  remedy: look at what goes into it")
  }

  @Test func otherTapesDoNotCheck() throws {
    let tape = Tape()
    let x = tape.leaf(try Tensor(Shape(1), [.nan]))
    let loss = try (x * x).sum()
    try tape.backward(from: loss)
    #expect(try tape.gradient(of: x)?.values()[0].isNaN == true)
    #expect(!tape.checksFinite && Tape(checksFinite: true).checksFinite)
  }

  /// A tape that checks gives the same values and gradients.
  @Test func changesNothingElse() throws {
    var random = RandomStream(seed: 4)
    let (w, v) = (
      try random.tensor(Shape(6, 5)), try random.tensor(Shape(3, 5))
    )
    func run(_ tape: Tape) throws -> [Float] {
      let leaf = tape.leaf(w)
      let loss = try v.linear(leaf).activated(.gelu).softmax().linear(
        tape.leaf(Tensor(Shape(2, 6), [Float](repeating: 0.5, count: 12)))
      ).crossEntropy([0, 1, 0])
      let value = try loss.values()
      try tape.backward(from: loss)
      return try value + (tape.gradient(of: leaf)?.values() ?? [])
    }
    #expect(try run(Tape()) == run(Tape(checksFinite: true)))
  }

  /// Parts of a gradient add up to the whole.
  @Test func gradientsCanBeAddedInParts() throws {
    var random = RandomStream(seed: 5)
    let parameter = Parameter("w", try random.tensor(Shape(3, 7)))
    let tape = Tape()
    let w = tape.leaf(parameter)
    try tape.backward(from: (w * w).sum())
    var (whole, parts) = (
      [Float](repeating: 1, count: 21), [Float](repeating: 1, count: 21)
    )
    whole.withUnsafeMutableBufferPointer {
      if let base = $0.baseAddress { tape.addGradient(of: parameter, to: base) }
    }
    parts.withUnsafeMutableBufferPointer {
      guard let base = $0.baseAddress else { return }
      for range in [0..<4, 4..<4, 4..<20, 20..<21] {
        tape.addGradient(of: parameter, range, to: base + range.lowerBound)
      }
    }
    #expect(whole == parts)
    #expect(try whole == parameter.value.values().map { 1 + 2 * $0 })
  }
}
