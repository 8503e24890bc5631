import CKernels
import Tensors

/// The gradients of some parameters, summed over tapes.
///
/// Parts of a batch may run on several threads, each with a tape of its own;
/// adding them in a fixed order makes the sum the same whoever was first.
public final class Gradients {
  /// The parameters, in the order in which they were given.
  public let parameters: [Parameter]
  private let sums: [UnsafeMutablePointer<Float>]

  /// Zero gradients of `parameters`, which are all different.
  public init(of parameters: [Parameter]) {
    self.parameters = parameters
    sums = parameters.map {
      .allocate(capacity: max(1, $0.shape.count))
    }
    reset()
  }

  deinit { for sum in sums { sum.deallocate() } }

  /// Makes all gradients zero.
  public func reset() {
    for (parameter, sum) in zip(parameters, sums) {
      sum.update(repeating: 0, count: parameter.shape.count)
    }
  }

  /// Adds the gradients on `tape`; parameters that it does not know add
  /// nothing.
  public func add(_ tape: Tape) {
    for (parameter, sum) in zip(parameters, sums) {
      tape.addGradient(of: parameter, to: sum)
    }
  }

  /// The norm of all gradients as one vector, summed in double precision.
  public var norm: Double {
    var squares = 0.0
    for (parameter, sum) in zip(parameters, sums) {
      squares += ck_squares(sum, parameter.shape.count)
    }
    return squares.squareRoot()
  }

  /// Multiplies all gradients by `factor`.
  public func scale(by factor: Float) {
    for (parameter, sum) in zip(parameters, sums) {
      ck_scale(sum, factor, 0, sum, parameter.shape.count)
    }
  }

  /// Shortens the gradients so that their norm is at most `limit`, as
  /// PyTorch's `clip_grad_norm_` does.
  ///
  /// - Returns: the norm before.
  @discardableResult
  public func clip(norm limit: Double) -> Double {
    let norm = norm
    let factor = limit / (norm + 1e-6)
    if factor < 1 { scale(by: Float(factor)) }
    return norm
  }

  /// The first parameter whose gradient is infinite or no number.
  public var notFinite: Parameter? {
    for (parameter, sum) in zip(parameters, sums) {
      for i in 0..<parameter.shape.count where !sum[i].isFinite {
        return parameter
      }
    }
    return nil
  }

  /// The gradient of parameter number `index`, its elements in row-major
  /// order; valid as long as the gradients are.
  func pointer(_ index: Int) -> UnsafePointer<Float> {
    UnsafePointer(sums[index])
  }
}
