import Tensors

/// Makes the parameters of a model: name and extents to parameter.
typealias ParameterMaker = (String, Shape) throws -> Parameter

/// A linear layer: weight and perhaps bias.
public struct LinearLayer {
  /// `outputs x inputs`.
  public let weight: Parameter
  /// One element an output, if there is a bias.
  public let bias: Parameter?

  init(
    _ name: String, inputs: Int, outputs: Int, hasBias: Bool,
    _ make: ParameterMaker
  ) throws {
    weight = try make(name, Shape(outputs, inputs))
    bias = hasBias ? try make(name + ".bias", Shape(outputs)) : nil
  }

  /// Both, where there are both.
  public var parameters: [Parameter] { [weight] + [bias].compactMap { $0 } }

  /// The `outputs` of the layer, by default all, for every row of `x`, which
  /// has gone through ``Tensors/Parameter/entering(_:)``.
  ///
  /// - Returns: `rows x outputs`; with bias.
  /// - Throws: ``Tensors/TensorError``.
  /// - Complexity: O(rows x inputs x outputs).
  public func callAsFunction(
    _ x: Tensor, outputs: Range<Int>? = nil, as kernel: Kernel? = nil
  ) throws -> Tensor {
    let part = outputs.flatMap { $0 == 0..<weight.shape[0] ? nil : $0 }
    return try weight.values(
      ofSums: x.linear(
        weight.slice(part.map { .rows($0) } ?? .all, at: x.place),
        bias: bias?.slice(part.map { .elements($0) } ?? .all, at: x.place),
        as: kernel))
  }

  /// What the `inputs`, by default all, add to the sums that the outputs are
  /// made of; without bias. In int8 these are whole numbers, and only the
  /// whole sum becomes a value: ``Tensors/Parameter/values(ofSums:)``.
  ///
  /// - Returns: `rows x outputs`, a partial sum.
  /// - Throws: ``Tensors/TensorError``.
  public func partial(_ x: Tensor, inputs: Range<Int>? = nil) throws -> Tensor {
    let part = inputs.flatMap { $0 == 0..<weight.shape[1] ? nil : $0 }
    return try weight.entering(x).linear(
      weight.slice(part.map { .columns($0) } ?? .all, at: x.place))
  }
}

/// A norm with its weights.
public struct NormLayer {
  /// The kind.
  public let kind: ModelShape.Norm
  /// One factor a column; for CATS `copies x columns`.
  public let gain: Parameter
  /// One term a column, likewise; none in RMSNorm.
  public let shift: Parameter?

  /// - Parameter columns: what is normed; by default the hidden state.
  init(
    _ name: String, of shape: ModelShape, columns: Int? = nil,
    _ make: ParameterMaker
  ) throws {
    kind = shape.norm
    let columns = columns ?? shape.width
    var extents = Shape(columns)
    if case .cats(let copies) = kind, copies > 1 {
      extents = Shape(copies, columns)
    }
    gain = try make(name, extents)
    if case .rms = kind {
      shift = nil
    } else {
      shift = try make(name + ".shift", extents)
    }
  }

  /// The variant of LayerNorm, with which gain and shift belong together.
  public var style: LayerNormStyle { kind.style }

  /// Gain, and shift if there is one.
  public var parameters: [Parameter] { [gain] + [shift].compactMap { $0 } }

  /// The norm of every row of `x`, which is whole.
  ///
  /// - Throws: ``Tensors/TensorError/shapes(operation:_:_:)`` for a norm with
  ///   several copies: only a scheme knows which one counts.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    let gain = try gain.slice(at: x.place)
    guard let shift = try shift?.slice(at: x.place) else {
      return try x.rmsNorm(gain, epsilon: kind.epsilon)
    }
    if kind == .noNorm { return try x.scaled(by: gain, plus: shift) }
    return try x.layerNorm(gain: gain, shift: shift, style: kind.style)
  }
}

extension ModelShape.Norm {
  /// Added to the mean square or the variance, where there is one.
  public var epsilon: Float {
    switch self {
    case .rms(let epsilon), .layer(let epsilon): Float(epsilon)
    case .cats: LayerNormStyle.cats.epsilon
    case .noNorm: 0
    }
  }

  /// The variant of LayerNorm; those that are none have none of their own.
  var style: LayerNormStyle {
    switch self {
    case .rms, .layer, .noNorm: .standard(epsilon: epsilon)
    case .cats: .cats
    }
  }
}
