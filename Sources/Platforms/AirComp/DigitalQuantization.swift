import Foundation

/// Uniform quantisation before digital sending, which then loses nothing:
/// `2^bits` levels from -4 to 4 standard deviations.
public struct DigitalQuantization: Equatable, Sendable {
  /// Bits of one entry, q.
  public let bits: Int

  /// - Throws: ``AirCompError/number(_:_:expected:)`` outside of 1 to 32 bits.
  public init(bits: Int) throws {
    guard (1...32).contains(bits) else {
      throw AirCompError.number(
        "the bits of an entry", Double(bits), expected: "1 to 32")
    }
    self.bits = bits
  }

  /// The distance of two levels, Delta, in standard deviations.
  public var step: Double { 8 / (exp2(Double(bits)) - 1) }

  /// The mean square error of one entry of the sum of `devices` parts, in
  /// their variance: `N Delta^2 / 12`. What is cut off beyond four standard
  /// deviations is not in it.
  public func errorPerEntry(devices: Int) -> Double {
    Double(devices) * step * step / 12
  }

  /// `value`, in standard deviations, as the receiver gets it.
  public func callAsFunction(_ value: Double) -> Double {
    let level = ((value + 4) / step).rounded()
    return min(max(level, 0), exp2(Double(bits)) - 1) * step - 4
  }
}
