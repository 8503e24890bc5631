import Foundation
import Tensors

/// Chooses the next token from scores.
public struct Sampler {
  /// 0 takes the best token; 1 samples as the model says.
  public let temperature: Double
  private var random: RandomStream

  /// A sampler; `seed` names its random numbers.
  public init(temperature: Double, seed: UInt64) {
    self.temperature = temperature
    random = RandomStream(seed: seed)
  }

  /// A token, by its scores (the last row).
  ///
  /// - Throws: ``Tensors/TensorError/noValues(operation:)``.
  public mutating func next(_ scores: Tensor) throws -> Int {
    let row = try lastRow(scores)
    guard temperature > 0 else { return bestToken(row) }
    let weights = probabilities(row, temperature: temperature)
    var rest = Double(random.next() >> 11) / 9_007_199_254_740_992
    for (token, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return token }
    }
    return bestToken(row)
  }
}

/// The token with the highest score; the first of equals.
public func bestToken(_ scores: [Float]) -> Int {
  var best = 0
  for token in scores.indices where scores[token] > scores[best] {
    best = token
  }
  return best
}

/// Softmax of scores divided by `temperature`, in double precision.
public func probabilities(_ scores: [Float], temperature: Double = 1)
  -> [Double]
{
  let top = Double(scores.max() ?? 0)
  let weights = scores.map { exp((Double($0) - top) / temperature) }
  let sum = weights.reduce(0, +)
  return weights.map { $0 / sum }
}

/// The values of the last row.
///
/// - Parameter scores: `rows x vocabulary`.
/// - Throws: ``Tensors/TensorError/noValues(operation:)``,
///   ``Tensors/TensorError/range(operation:_:limit:)``.
public func lastRow(_ scores: Tensor) throws -> [Float] {
  let rows = scores.shape.rows
  return try scores.rows(max(0, rows - 1)..<rows).values()
}
