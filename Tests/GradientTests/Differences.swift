import Tensors

/// A scalar of a sample: its result, weighed element by element.
struct Projection {
  let sample: GradientCase.Sample
  let weights: [Float]

  init(_ sample: GradientCase.Sample, _ random: inout RandomStream) throws {
    self.sample = sample
    let shapes = sample.shapes.map { Tensor($0) }
    let count = try sample.apply(shapes).shape.count
    weights = random.values(count)
  }

  /// The scalar, added up in double precision.
  func value(_ inputs: [[Float]]) throws -> Double {
    let tensors = try zip(sample.shapes, inputs).map { try Tensor($0, $1) }
    let y = try sample.apply(tensors).values()
    return zip(y, weights).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  /// Its derivatives with respect to every element of an input, from central
  /// differences of two widths (Richardson 1911).
  func differences(_ input: Int) throws -> [Double] {
    try sample.values[input].indices.map { i in
      let fine = try slope(input, i, 0.01)
      let coarse = try slope(input, i, 0.02)
      return (4 * fine - coarse) / 3
    }
  }

  private func slope(_ input: Int, _ i: Int, _ width: Float) throws -> Double {
    var (up, down) = (sample.values, sample.values)
    up[input][i] += width
    down[input][i] -= width
    return (try value(up) - value(down))
      / (Double(up[input][i]) - Double(down[input][i]))
  }

  /// Its gradients on a tape, with `tracked` inputs on it, of the sample done
  /// so many `times`. Every input lies inside of a longer leaf, whose other
  /// elements must stay untouched.
  func gradients(tracked: [Int], times: Int = 1) throws -> [Padded] {
    let tape = Tape()
    let leaves = try sample.values.enumerated().map { input, values in
      let (before, after) = (input + 1, 2)
      let count = before + values.count + after
      let whole = try Tensor(
        Shape(count),
        [Float](repeating: 7, count: before) + values
          + [Float](repeating: 7, count: after))
      return tracked.contains(input) ? tape.leaf(whole) : whole
    }
    let inputs = try zip(leaves, sample.shapes).enumerated().map {
      try $1.0.elements($0 + 1..<$0 + 1 + $1.1.count).reshaped($1.1)
    }
    let losses = try (0..<times).map { _ in
      let y = try sample.apply(inputs)
      return try (y * Tensor(y.shape, weights)).sum()
    }
    try tape.backward(from: Tensor.sum(losses))
    return try tracked.map { input in
      let all = try tape.gradient(of: leaves[input])?.values() ?? []
      let count = sample.values[input].count
      guard !all.isEmpty else {
        return Padded(inside: [Float](repeating: 0, count: count), outside: [])
      }
      let inside = input + 1..<input + 1 + count
      return Padded(
        inside: Array(all[inside]),
        outside: Array(all[..<inside.lowerBound] + all[inside.upperBound...]))
    }
  }

  /// The gradient of an input, and of what lies before and after it.
  struct Padded {
    let inside: [Float]
    let outside: [Float]
  }
}
