import CKernels

/// What a weight is for int8 arithmetic, besides its values.
///
/// A model in int8 is the same model whose weights have this role: what they
/// multiply is rounded to their input grid, and sums of products stay whole
/// numbers until they are complete. Operations report what they would in
/// fp32: rounding belongs to the operation that makes the values.
public enum Int8Role {
  /// A float; how large what it multiplies becomes is noted in the log.
  case watched(Int8Log)
  /// Whole steps of a grid.
  case steps(Int8Scales)
}

/// What steps stand for in a layer whose weights are steps.
public struct Int8Scales: Equatable, Sendable {
  /// The grid of what is multiplied, found in advance.
  public let input: Int8Grid
  /// The grid of the weights: one for the whole matrix, so that slices of it
  /// on different devices have the same.
  public let weight: Int8Grid
  /// The grid of results that are kept, such as keys and values in a cache;
  /// `nil` where none are.
  public let kept: Int8Grid?

  /// Scales of one layer.
  public init(input: Int8Grid, weight: Int8Grid, kept: Int8Grid? = nil) {
    self.input = input
    self.weight = weight
    self.kept = kept
  }

  /// What one unit of a sum of products is worth.
  public var product: Float { input.step * weight.step }
}

/// Collects the sizes that int8 scales are made of, while a model runs.
public final class Int8Log {
  /// What was seen so far, by the name of the weight that multiplies it.
  public fileprivate(set) var calibration = Calibration()

  /// An empty log.
  public init() {}
}

extension Parameter {
  /// What this weight multiplies: in int8 `x` as steps of its input grid, else
  /// `x` itself.
  ///
  /// - Throws: ``TensorError/gradient(operation:)`` on a tape,
  ///   ``TensorError/notFinite(operation:isGradient:)``.
  public func entering(_ x: Tensor) throws -> Tensor {
    switch int8 {
    case nil: return x
    case .watched(let log):
      try log.calibration.note(x, as: name)
      return x
    case .steps(let scales): return try scales.input.steps(of: x)
    }
  }

  /// Whole sums of products, in int8 times what a unit is worth.
  ///
  /// - Throws: ``TensorError/gradient(operation:)`` on a tape.
  public func values(ofSums sums: Tensor) throws -> Tensor {
    guard case .steps(let scales) = int8 else { return sums }
    return try sums.times(scales.product)
  }

  /// Rows of this weight as values, in int8 times its step.
  ///
  /// - Throws: ``TensorError/gradient(operation:)`` on a tape.
  public func values(ofRows rows: Tensor) throws -> Tensor {
    guard case .steps(let scales) = int8 else { return rows }
    return try rows.times(scales.weight.step)
  }

  /// Results as they are kept, in int8 rounded to the grid of these.
  ///
  /// - Throws: ``TensorError/gradient(operation:)`` on a tape,
  ///   ``TensorError/notFinite(operation:isGradient:)``.
  public func kept(_ x: Tensor) throws -> Tensor {
    switch int8 {
    case nil: return x
    case .watched(let log):
      try log.calibration.note(x, as: keptName)
      return x
    case .steps(let scales): return try scales.kept?.rounded(x) ?? x
    }
  }

  /// What results that are kept are called in a calibration.
  public var keptName: String { name + ".kept" }
}

extension Tensor {
  fileprivate func times(_ factor: Float) throws -> Tensor {
    try withoutGradient("int8") { from, to in
      ck_scale(from, factor, 0, to, shape.count)
    }
  }
}
