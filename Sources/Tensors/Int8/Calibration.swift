/// How large the tensors of a run become, by name: what int8 scales are made
/// of.
///
/// Sizes of several batches, or of several runs, are joined by noting them in
/// one value: the largest counts.
public struct Calibration: Equatable, Sendable {
  /// The largest size that was seen of each tensor.
  public private(set) var largest: [String: Float] = [:]

  /// Nothing is known.
  public init() {}

  /// Takes note of a tensor called `name`; does nothing for a shape alone.
  ///
  /// - Throws: ``TensorError/notFinite(operation:isGradient:)``.
  public mutating func note(_ x: Tensor, as name: String) throws {
    guard x.hasValues else { return }
    largest[name] = max(largest[name] ?? 0, try x.largestSize())
  }

  /// Takes note of what another one knows.
  public mutating func join(_ other: Calibration) {
    largest.merge(other.largest, uniquingKeysWith: max)
  }

  /// The grid of the tensor called `name`.
  ///
  /// - Throws: ``TensorError/uncalibrated(_:)`` if it was never seen.
  public func grid(_ name: String) throws -> Int8Grid {
    guard let largest = largest[name] else {
      throw TensorError.uncalibrated(name)
    }
    return try Int8Grid(largest: largest)
  }
}
