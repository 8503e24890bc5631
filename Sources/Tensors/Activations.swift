import Foundation

/// Functions of one number between the layers of a model, with derivatives.
public enum Activation: String, CaseIterable, Sendable {
  /// max(0, x).
  case relu
  /// x / (1 + exp(-x)), Swish with slope 1.
  case silu
  /// x times the normal distribution function (Hendrycks and Gimpel 2016).
  case gelu
  /// Its approximation by tanh, as GPT-2 has it.
  case geluTanh = "gelu-tanh"
  /// The hyperbolic tangent.
  case tanh

  @inline(__always)
  func value(_ x: Float) -> Float {
    switch self {
    case .relu: max(0, x)
    case .silu: x / (1 + expf(-x))
    case .gelu: 0.5 * x * (1 + erff(x * Float(0.5).squareRoot()))
    case .geluTanh: 0.5 * x * (1 + tanhf(Self.inner(x)))
    case .tanh: tanhf(x)
    }
  }

  @inline(__always)
  func slope(_ x: Float) -> Float {
    switch self {
    case .relu: return x > 0 ? 1 : 0
    case .silu:
      let s = 1 / (1 + expf(-x))
      return s + x * s * (1 - s)
    case .gelu:
      let density = expf(-0.5 * x * x) / (2 * Float.pi).squareRoot()
      return 0.5 * (1 + erff(x * Float(0.5).squareRoot())) + x * density
    case .geluTanh:
      let t = tanhf(Self.inner(x))
      let inner = (2 / Float.pi).squareRoot() * (1 + 3 * 0.044715 * x * x)
      return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * inner
    case .tanh:
      let t = tanhf(x)
      return 1 - t * t
    }
  }

  private static func inner(_ x: Float) -> Float {
    (2 / Float.pi).squareRoot() * (x + 0.044715 * x * x * x)
  }
}

extension Tensor {
  /// `activation` of every element.
  public func activated(_ activation: Activation) throws -> Tensor {
    try Self.result(
      shape, Work(.elementwise, macs: shape.count), at: place, input
    ) { y in
      let x = pointer
      for i in 0..<shape.count { y[i] = activation.value(x[i]) }
    } backward: { dy in
      guard let dx = gradient else { return }
      let x = pointer
      for i in 0..<shape.count { dx[i] += dy[i] * activation.slope(x[i]) }
    }
  }

  /// `max(0, x)` by element.
  public func relu() throws -> Tensor { try activated(.relu) }

  /// `silu(self) * up`, the gate of SwiGLU; silu(x) = x / (1 + exp(-x)).
  ///
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` or
  ///   ``TensorError/places(operation:)``.
  public func siluGate(_ up: Tensor) throws -> Tensor {
    try Self.combined(self, up, operation: "siluGate") { y in
      let (a, b) = (pointer, up.pointer)
      for i in 0..<shape.count { y[i] = a[i] / (1 + expf(-a[i])) * b[i] }
    } backward: { dy in
      let (a, b) = (pointer, up.pointer)
      if let da = gradient {
        for i in 0..<shape.count {
          da[i] += dy[i] * b[i] * Activation.silu.slope(a[i])
        }
      }
      if let db = up.gradient {
        for i in 0..<shape.count {
          db[i] += dy[i] * Activation.silu.value(a[i])
        }
      }
    }
  }
}
