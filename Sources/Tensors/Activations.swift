import CKernels
import Foundation

/// Functions of one number between the layers of a model, with derivatives.
public enum Activation: String, CaseIterable, Sendable {
  /// max(0, x).
  case relu
  /// x / (1 + exp(-x)), Swish with slope 1 (Ramachandran, Zoph and Le,
  /// arXiv:1710.05941).
  case silu
  /// x times the normal distribution function (Hendrycks and Gimpel 2016).
  case gelu
  /// Its approximation by tanh, as GPT-2 has it.
  case geluTanh = "gelu-tanh"
  /// The hyperbolic tangent.
  case tanh

  /// Writes its value for each of `count` elements of `x` to `y`.
  func apply(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    switch self {
    case .relu: ck_relu(x, y, count)
    case .silu: ck_silu(x, y, count)
    case .gelu: ck_gelu(x, y, count)
    case .geluTanh: ck_gelu_tanh(x, y, count)
    case .tanh: for i in 0..<count { y[i] = tanhf(x[i]) }
    }
  }

  /// Adds to `dx` what `dy` means for `x`.
  func carryBack(
    _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    switch self {
    case .relu: ck_relu_back(x, dy, dx, count)
    case .silu: ck_silu_back(x, dy, dx, count)
    case .gelu: ck_gelu_back(x, dy, dx, count)
    case .geluTanh: ck_gelu_tanh_back(x, dy, dx, count)
    case .tanh:
      for i in 0..<count {
        let t = tanhf(x[i])
        dx[i] += dy[i] * (1 - t * t)
      }
    }
  }
}

extension Tensor {
  /// `activation` of every element.
  ///
  /// - Returns: a tensor of the same shape and place.
  /// - Throws: ``TensorError/notFinite(operation:isGradient:)`` on a tape that
  ///   checks.
  /// - Complexity: O(elements).
  public func activated(_ activation: Activation) throws -> Tensor {
    try Self.result(
      shape, Work(.elementwise, macs: shape.count), at: place, input
    ) { y in
      activation.apply(pointer, y, shape.count)
    } backward: { dy in
      guard let dx = gradient else { return }
      activation.carryBack(pointer, dy, dx, shape.count)
    }
  }

  /// `max(0, x)` by element.
  ///
  /// - Throws: as ``activated(_:)``.
  public func relu() throws -> Tensor { try activated(.relu) }

  /// `silu(self) * up`, the gate of SwiGLU (Shazeer, arXiv:2002.05202, section
  /// 2); silu(x) = x / (1 + exp(-x)).
  ///
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` or
  ///   ``TensorError/places(operation:)``.
  public func siluGate(_ up: Tensor) throws -> Tensor {
    try Self.combined(self, up, operation: "siluGate") { y in
      ck_silu_gate(pointer, up.pointer, y, shape.count)
    } backward: { dy in
      ck_silu_gate_back(
        pointer, up.pointer, dy, gradient, up.gradient, shape.count)
    }
  }
}
