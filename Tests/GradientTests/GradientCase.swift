import Tensors
import TestSupport
import Testing

/// An operation whose gradients are compared with differences.
struct GradientCase: Sendable, CustomTestStringConvertible {
  let name: String
  /// A sample of random shapes and values.
  let make: @Sendable (inout RandomStream) throws -> Sample

  var testDescription: String { name }

  /// A case drawn anew for every seed.
  init(
    _ name: String,
    _ make: @escaping @Sendable (inout RandomStream) throws -> Sample
  ) {
    self.name = name
    self.make = make
  }

  /// The operation on inputs of some shapes, and what it does to them.
  struct Sample {
    let shapes: [Shape]
    let values: [[Float]]
    let apply: ([Tensor]) throws -> Tensor

    /// Inputs spread evenly over -1.5 to 1.5.
    init(
      _ shapes: [Shape], _ random: inout RandomStream,
      _ apply: @escaping ([Tensor]) throws -> Tensor
    ) {
      self.shapes = shapes
      values = shapes.map { random.values($0.count, limit: 1.5) }
      self.apply = apply
    }

    /// The first input as given, the others random.
    init(
      _ shapes: [Shape], first: [Float], _ random: inout RandomStream,
      _ apply: @escaping ([Tensor]) throws -> Tensor
    ) {
      self.shapes = shapes
      values =
        [first]
        + shapes.dropFirst().map { random.values($0.count, limit: 1.5) }
      self.apply = apply
    }
  }

  static let all: [GradientCase] =
    linear + norms + elementwise + activations + attention + assembly + views
    + softmax + products + losses
}

extension RandomStream {
  /// A vector, a matrix or a batch, of at most 36 elements.
  mutating func shape() -> Shape {
    switch int(1...3) {
    case 1: Shape(int(1...20))
    case 2: Shape(int(1...6), int(1...6))
    default: Shape(int(1...3), int(1...4), int(1...3))
    }
  }

  /// A matrix or a batch of `columns`.
  mutating func rows(of columns: Int) -> Shape {
    int(0...1) == 0
      ? Shape(int(1...5), columns) : Shape(int(1...3), int(1...3), columns)
  }

  /// Each row a shuffled ladder, so that no two columns come near each other
  /// and no value comes near zero.
  mutating func ladders(_ shape: Shape) -> [Float] {
    (0..<shape.rows).flatMap { _ in
      let middle = Float(shape.columns - 1) / 2
      var row = (0..<shape.columns).map { 0.6 * (Float($0) - middle) + 0.25 }
      row.shuffle(using: &self)
      return zip(row, values(row.count, limit: 0.1)).map { $0 + $1 }
    }
  }

  /// Zeros and ones, at least `least` ones a row.
  mutating func mask(_ shape: Shape, least: Int) throws -> Tensor {
    try Tensor(
      shape,
      (0..<shape.rows).flatMap { _ in
        let ones = int(least...shape.columns)
        var row = (0..<shape.columns).map { Float($0 < ones ? 1 : 0) }
        row.shuffle(using: &self)
        return row
      })
  }
}
