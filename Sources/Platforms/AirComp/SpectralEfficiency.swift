import Foundation

/// What a channel carries without error when its device sends alone.
extension ComplexMatrix {
  /// `log2 det(I + snr H^H H)` in bits a second and hertz, for this channel
  /// `H [N_r, N_t]` and equal power on all antennas of the device.
  ///
  /// - Parameter signalToNoise: of one antenna's symbol at a path of unit
  ///   gain; a ratio, not dB.
  /// - Throws: ``AirCompError/number(_:_:expected:)``, `TensorError.noBLAS`.
  public func spectralEfficiency(signalToNoise: Double) throws -> Double {
    guard signalToNoise > 0, signalToNoise.isFinite else {
      throw AirCompError.number(
        "the signal-to-noise ratio", signalToNoise,
        expected: "a finite number above 0")
    }
    let gram = adjoint * self
    let sum = .identity(columns) + signalToNoise * gram
    guard let inverse = try sum.positiveInverse() else {
      throw AirCompError.number(
        "the channel gain", squaredNorm, expected: "finite entries")
    }
    return inverse.logDeterminant / log(2)
  }
}
