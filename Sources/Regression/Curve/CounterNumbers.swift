import Foundation

/// Random numbers by counter: each depends on its seed and its place alone.
///
/// The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) over the
/// parts of the place, one after another.
struct CounterNumbers: Sendable {
  private let seed: UInt64

  /// The numbers of one seed.
  init(seed: UInt64) { self.seed = Self.mixed(seed) }

  private static func mixed(_ word: UInt64) -> UInt64 {
    var z = word &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in (0, 1) for a point of a series; streams are independent.
  func uniform(_ series: Int, _ point: Int, stream: Int) -> Double {
    var z = seed
    for part in [series, point, stream] {
      z = Self.mixed(z ^ UInt64(truncatingIfNeeded: part))
    }
    // In the middle of 2^53 cells, so that its logarithm is finite.
    return (Double(z >> 11) + 0.5) / 9_007_199_254_740_992
  }

  /// A normal number of mean 0 and deviation 1 (Box and Muller, 1958).
  ///
  /// It takes two uniform streams, 2 x `stream` and the next.
  func normal(_ series: Int, _ point: Int, stream: Int) -> Double {
    let radius = -2 * log(uniform(series, point, stream: 2 * stream))
    let angle = 2 * Double.pi * uniform(series, point, stream: 2 * stream + 1)
    return radius.squareRoot() * cos(angle)
  }
}
