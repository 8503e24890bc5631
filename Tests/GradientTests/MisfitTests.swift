import Tensors
import Testing

/// Operands that do not fit are refused, with values and by shape alone.
struct MisfitTests {
  struct Misfit: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var error: TensorError
    var inputs: [Shape]
    var apply: @Sendable ([Tensor]) throws -> Tensor
  }

  private static func shapes(
    _ operation: String, _ a: Shape, _ b: Shape, _ more: Shape...,
    apply: @escaping @Sendable ([Tensor]) throws -> Tensor
  ) -> Misfit {
    Misfit(
      testDescription: "\(operation) of \(a) and \(b)",
      error: .shapes(operation: operation, a, b), inputs: [a, b] + more,
      apply: apply)
  }

  static let table: [Misfit] = [
    shapes("linear", Shape(4, 3), Shape(3), Shape(2, 3)) {
      try $0[2].linear($0[0], bias: $0[1])
    },
    shapes("*", Shape(2, 3), Shape(3, 2)) { try $0[0] * $0[1] },
    shapes("adding", Shape(2, 3), Shape(2)) {
      try $0[0].adding(repeated: $0[1])
    },
    // Two rows would fall out of step with matrices of three.
    shapes("adding", Shape(2, 3, 4), Shape(2, 4)) {
      try $0[0].adding(repeated: $0[1])
    },
    shapes("adding", Shape(2, 3), Shape(0, 3)) {
      try $0[0].adding(repeated: $0[1])
    },
    shapes("softmax", Shape(2, 3), Shape(2)) {
      try $0[0].softmax(mask: $0[1])
    },
    shapes("softmax", Shape(2, 3, 4), Shape(2, 4)) {
      try $0[0].softmax(mask: $0[1])
    },
    shapes("scaled", Shape(2, 3), Shape(2), Shape(3)) {
      try $0[0].scaled(by: $0[1], plus: $0[2])
    },
    shapes("scaled", Shape(2, 3), Shape(2, 3), Shape(3)) {
      try $0[0].scaled(by: $0[2], plus: $0[1])
    },
    shapes("layerNorm", Shape(2, 3), Shape(2)) {
      try $0[0].layerNorm(
        gain: $0[1], shift: $0[1], style: .standard(epsilon: 0))
    },
    shapes("layerNorm", Shape(4, 3), Shape(3, 3), Shape(3)) {
      try $0[0].layerNorm(
        gain: $0[2], shift: $0[2], style: .cats, present: $0[1])
    },
    // Three matrices of two rows are not two samples.
    shapes("layerNorm", Shape(3, 2, 3), Shape(2, 3), Shape(3)) {
      try $0[0].layerNorm(
        gain: $0[2], shift: $0[2], style: .cats, present: $0[1])
    },
    shapes("times", Shape(2, 3), Shape(2, 3)) { try $0[0].times($0[1]) },
    shapes("times", Shape(2, 3), Shape(3, 2)) {
      try $0[0].times($0[1], otherTransposed: true)
    },
    shapes("times", Shape(2, 3), Shape(3, 2)) {
      try $0[0].times($0[1], transposed: true)
    },
    shapes("times", Shape(2, 2, 2), Shape(3, 2, 2)) {
      try $0[0].times($0[1])
    },
    shapes("times", Shape(2, 2, 2), Shape(2, 2)) { try $0[0].times($0[1]) },
    shapes("times", Shape(2), Shape(2)) { try $0[0].times($0[1]) },
    shapes("meanSquareError", Shape(6), Shape(2, 3)) {
      try $0[0].meanSquareError($0[1])
    },
    shapes("mean", Shape(0, 3), Shape(1)) { try $0[0].mean() },
    shapes("crossEntropy", Shape(2, 3), Shape(1)) {
      try $0[0].crossEntropy([0])
    },
    shapes("rotated", Shape(2, 6), Shape(3)) {
      try $0[0].rotated(RotaryTable(headSize: 3, base: 1e4), from: 0)
    },
    shapes("lookup", Shape(1), Shape(3), Shape(4, 2)) {
      try $0[2].lookup([2], count: 3)
    },
    shapes("beside", Shape(2, 3), Shape(3, 3)) { try Tensor.beside($0) },
    shapes("beside", Shape(0), Shape(0)) { _ in try Tensor.beside([]) },
    shapes("encoded", Shape(2, 4), Shape(3, 2)) {
      try $0[0].vectorQuantized($0[1], groups: 2).values
    },
    shapes("encoded", Shape(2, 4), Shape(4, 4)) {
      try $0[0].vectorQuantized($0[1], groups: 2).values
    },
    Misfit(
      testDescription: "crossEntropy of a class too many",
      error: .index(operation: "crossEntropy", 3, limit: 3),
      inputs: [Shape(2, 3)], apply: { try $0[0].crossEntropy([0, 3]) }),
    Misfit(
      testDescription: "columns beyond the last",
      error: .range(operation: "columns", 2..<4, limit: 3),
      inputs: [Shape(2, 3)], apply: { try $0[0].columns(2..<4) }),
  ]

  @Test(arguments: table)
  func isRefused(_ misfit: Misfit) throws {
    #expect(throws: misfit.error) {
      try misfit.apply(misfit.inputs.map { Tensor($0) })
    }
    let filled = misfit.inputs.map { shape in
      Tensor(shape) { $0.update(repeating: 0, count: shape.count) }
    }
    #expect(throws: misfit.error) { try misfit.apply(filled) }
  }

  /// What is present is not known by its shape.
  @Test func presentByShapeAloneMakesAShape() throws {
    let (x, gain) = (
      try Tensor(Shape(1, 3), [1, 2, 4]), try Tensor(Shape(3), [1, 1, 1])
    )
    let y = try x.layerNorm(
      gain: gain, shift: gain, style: .cats, present: Tensor(Shape(3)))
    #expect(y.shape == x.shape && !y.hasValues)
  }
}
