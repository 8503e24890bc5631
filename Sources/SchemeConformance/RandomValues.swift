import Tensors

extension RandomStream {
  /// Values spread evenly over -limit to limit.
  package mutating func values(_ count: Int, limit: Float = 1) -> [Float] {
    (0..<count).map { _ in
      (Float(next() >> 40) / 8_388_608 - 1) * limit
    }
  }

  /// A tensor of such values.
  package mutating func tensor(_ shape: Shape, limit: Float = 1) throws
    -> Tensor
  {
    try Tensor(shape, values(shape.count, limit: limit))
  }

  /// A whole number of the range.
  package mutating func int(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }

  /// One of the choices.
  package mutating func pick<T>(_ choices: [T]) -> T {
    choices[int(0...choices.count - 1)]
  }
}

/// The largest difference, relative to the largest expected value (at least
/// `floor`); infinite if the counts differ or a value is not a number.
package func relativeError(
  _ found: [Float], _ expected: [Double], floor: Double = 1e-6
) -> Double {
  guard found.count == expected.count else { return .infinity }
  var worst = 0.0
  var top = floor
  for (x, y) in zip(found, expected) {
    let difference = abs(Double(x) - y)
    guard difference.isFinite else { return .infinity }
    worst = max(worst, difference)
    top = max(top, abs(y))
  }
  return worst / top
}

/// The same between two runs.
package func relativeError(_ found: [Float], _ expected: [Float]) -> Double {
  relativeError(found, expected.map(Double.init))
}
