/// Counter-based random numbers: Philox 4x32-10 (Salmon et al., SC 2011).
///
/// A number depends on its key and counter alone, never on what was drawn
/// before, so that runs repeat whatever their order or number of workers.
public struct Philox: Sendable {
  private let key: SIMD2<UInt32>

  /// The generator of one seed.
  public init(seed: UInt64) {
    key = SIMD2(
      UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
  }

  /// Four random words for `counter`.
  public func words(_ counter: SIMD4<UInt32>) -> SIMD4<UInt32> {
    var x = counter
    var k = key
    for _ in 0..<10 {
      let a = UInt64(x[0]) * 0xD251_1F53
      let b = UInt64(x[2]) * 0xCD9E_8D57
      x = SIMD4(
        UInt32(truncatingIfNeeded: b >> 32) ^ x[1] ^ k[0],
        UInt32(truncatingIfNeeded: b),
        UInt32(truncatingIfNeeded: a >> 32) ^ x[3] ^ k[1],
        UInt32(truncatingIfNeeded: a))
      k = SIMD2(k[0] &+ 0x9E37_79B9, k[1] &+ 0xBB67_AE85)
    }
    return x
  }

  /// A number in [0, 1) for `counter`, with 24 random bits.
  public func uniform(_ counter: SIMD4<UInt32>) -> Double {
    Double(words(counter)[0] >> 8) / 16_777_216
  }
}

/// A stream of random numbers for tests, samples and initial weights; named
/// by its seed, so that it repeats.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private let philox: Philox
  private var counter: UInt64 = 0
  private var spare: UInt64?

  /// The stream of this seed.
  public init(seed: UInt64) { philox = Philox(seed: seed) }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    if let word = spare {
      spare = nil
      return word
    }
    let words = philox.words(
      SIMD4(
        UInt32(truncatingIfNeeded: counter),
        UInt32(truncatingIfNeeded: counter >> 32), 0, 0x5348_4244))
    counter += 1
    spare = UInt64(words[2]) << 32 | UInt64(words[3])
    return UInt64(words[0]) << 32 | UInt64(words[1])
  }

  /// A normal number of mean 0 and deviation 1, nearly: the sum of twelve
  /// uniform ones less six (its tails end at six deviations).
  public mutating func normal() -> Float {
    var sum = -6.0
    for _ in 0..<12 { sum += Double(next() >> 11) / 9_007_199_254_740_992 }
    return Float(sum)
  }
}
