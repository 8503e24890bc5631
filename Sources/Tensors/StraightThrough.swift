import CKernels
import Foundation

extension Tensor {
  /// Other values with the gradient of these: what quantisation looks like to
  /// training (Bengio, Leonard and Courville 2013).
  ///
  /// - Parameter replace: writes the new values from the old.
  /// - Throws: ``TensorError/notFinite(operation:isGradient:)`` on a tape that
  ///   checks.
  public func straightThrough(
    _ replace: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) throws -> Tensor {
    try Self.result(
      shape, Work(.elementwise, macs: shape.count), at: place, input
    ) { y in
      replace(pointer, y)
    } backward: { dy in
      guard let dx = gradient else { return }
      ck_add(dy, dx, shape.count)
    }
  }

  /// Rounded to multiples of `scale` from -127 to 127 of them, straight
  /// through.
  ///
  /// - Parameter scale: by default the largest absolute value over 127.
  /// - Throws: as ``straightThrough(_:)``.
  public func fakeQuantized(scale: Float? = nil) throws -> Tensor {
    try straightThrough { x, y in
      var top: Float = 0
      for i in 0..<shape.count { top = max(top, abs(x[i])) }
      let step = scale ?? top / 127
      guard step > 0 else {
        return y.update(repeating: 0, count: shape.count)
      }
      for i in 0..<shape.count {
        let steps = (x[i] / step).rounded(.toNearestOrEven)
        y[i] = min(127, max(-127, steps)) * step
      }
    }
  }

  /// Every group of columns replaced by the nearest entry of its codebook,
  /// straight through to these values; codebooks get no gradient (VQ-VAE, van
  /// den Oord et al., arXiv:1711.00937, section 3.2).
  ///
  /// - Parameters:
  ///   - codebook: `groups * entries x columns / groups`; group g has the
  ///     entries from g * entries on.
  ///   - groups: how many equal parts the columns are.
  /// - Returns: the values, and by row and group the number of the entry; the
  ///   first of equally near ones.
  /// - Throws: ``TensorError/shapes(operation:_:_:)``.
  /// - Complexity: O(elements x entries).
  public func vectorQuantized(_ codebook: Tensor, groups: Int) throws -> (
    values: Tensor, codes: [Int]
  ) {
    let codes = try encoded(by: codebook, groups: groups)
    let values = try codebook.decoded(codes, as: shape, original: self)
    return (values, codes.numbers ?? [])
  }

  /// Normal noise of deviation `deviation` added to every element.
  ///
  /// - Parameters:
  ///   - deviation: in units of the elements.
  ///   - random: where it comes from; it moves on.
  /// - Throws: as ``straightThrough(_:)``.
  public func addingNoise(
    deviation: Float, from random: inout RandomStream
  ) throws -> Tensor {
    var noise = [Float](repeating: 0, count: hasValues ? shape.count : 0)
    for i in noise.indices { noise[i] = deviation * random.normal() }
    return try straightThrough { x, y in
      for i in 0..<shape.count { y[i] = x[i] + noise[i] }
    }
  }
}
