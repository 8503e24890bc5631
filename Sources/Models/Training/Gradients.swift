import CKernels
import Tensors

/// The gradients of some parameters, summed over tapes.
///
/// Parts of a batch may run on several threads, each with a tape of its own;
/// adding them in a fixed order makes the sum the same whoever was first. What
/// is done here on several threads is the same for any number of them.
public final class Gradients {
  /// The parameters, in the order in which they were given.
  public let parameters: [Parameter]
  let layout: ParameterLayout
  private let sums: FloatBuffer

  /// Zero gradients of `parameters`, which are all different.
  public init(of parameters: [Parameter]) {
    self.parameters = parameters
    layout = ParameterLayout(parameters)
    sums = FloatBuffer(count: layout.count)
  }

  /// Makes all gradients zero.
  public func reset() { sums.reset() }

  /// Adds the gradients on `tape`; parameters that it does not know add
  /// nothing.
  public func add(_ tape: Tape) { add([tape]) }

  /// Adds the gradients on `tapes`, first to last, on up to `workers` threads.
  ///
  /// - Parameters:
  ///   - tapes: each went backward.
  ///   - startingOver: whether the sum begins with zero, not with the gradients
  ///     as they are.
  ///   - workers: how many threads may share the work; the sum is the same for
  ///     any number.
  /// - Complexity: O(tapes x elements).
  public func add(
    _ tapes: [Tape], startingOver: Bool = false, workers: Int = 1
  ) {
    layout.forEach(over: workers) { _, piece in
      let sum = sums.base + piece.start
      if startingOver { sum.update(repeating: 0, count: piece.range.count) }
      for tape in tapes {
        tape.addGradient(
          of: parameters[piece.parameter], piece.range, to: sum)
      }
    }
  }

  /// The norm of all gradients as one vector, summed in double precision.
  ///
  /// - Complexity: O(elements).
  public var norm: Double { norm(workers: 1) }

  /// The same, computed on up to `workers` threads.
  public func norm(workers: Int) -> Double {
    var squares = [Double](repeating: 0, count: layout.pieces.count)
    squares.withUnsafeMutableBufferPointer { squares in
      nonisolated(unsafe) let squares = squares
      layout.forEach(over: workers) { number, piece in
        squares[number] = ck_squares(
          sums.base + piece.start, piece.range.count)
      }
    }
    return squares.reduce(0, +).squareRoot()
  }

  /// Multiplies all gradients by `factor`.
  public func scale(by factor: Float, workers: Int = 1) {
    layout.forEach(over: workers) { _, piece in
      let sum = sums.base + piece.start
      ck_scale(sum, factor, 0, sum, piece.range.count)
    }
  }

  /// Shortens the gradients so that their norm is at most `limit`, as
  /// PyTorch's `clip_grad_norm_` does (Pascanu, Mikolov and Bengio,
  /// arXiv:1211.5063, section 3.2).
  ///
  /// - Returns: the norm before.
  @discardableResult
  public func clip(norm limit: Double, workers: Int = 1) -> Double {
    let norm = norm(workers: workers)
    clip(from: norm, to: limit, workers: workers)
    return norm
  }

  /// The same for gradients whose norm is known.
  func clip(from norm: Double, to limit: Double, workers: Int) {
    let factor = limit / (norm + 1e-6)
    if factor < 1 { scale(by: Float(factor), workers: workers) }
  }

  /// The first parameter whose gradient is infinite or no number.
  public var notFinite: Parameter? {
    for (index, parameter) in parameters.enumerated() {
      let sum = pointer(index)
      for i in 0..<parameter.shape.count where !sum[i].isFinite {
        return parameter
      }
    }
    return nil
  }

  /// The gradient of parameter number `index`, its elements in row-major
  /// order; valid as long as the gradients are.
  func pointer(_ index: Int) -> UnsafePointer<Float> {
    UnsafePointer(sums.base + layout.starts[index])
  }
}
