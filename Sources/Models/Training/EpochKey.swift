import Tensors

/// Names what is random in one epoch of one run.
///
///     var random = key.stream(sample: 17)
///     let isKept = random.next() % 2 == 0
public struct EpochKey: Hashable, Sendable {
  /// The seed of the run.
  public let seed: UInt64
  /// The epoch, counted from 0.
  public let epoch: Int

  /// The key of `epoch` in the run of `seed`.
  public init(seed: UInt64, epoch: Int) {
    self.seed = seed
    self.epoch = epoch
  }

  /// 64 random bits that belong to `sample` in this epoch.
  public func seed(sample: Int) -> UInt64 { word(UInt64(sample), 0x5341_4D50) }

  /// Random numbers that belong to `sample` in this epoch.
  public func stream(sample: Int) -> RandomStream {
    RandomStream(seed: seed(sample: sample))
  }

  /// The order in which the epoch takes `count` samples: a permutation of
  /// 0..<count, all equally likely, that depends on seed and epoch alone.
  ///
  /// Fisher and Yates' shuffle from the last place down; the partner of place
  /// i is the upper half of the product of i + 1 and 64 random bits.
  public func order(of count: Int) -> [Int] {
    var order = Array(0..<count)
    var random = RandomStream(seed: word(0, 0x5348_5546))
    for i in stride(from: count - 1, to: 0, by: -1) {
      let partner = random.next().multipliedFullWidth(by: UInt64(i + 1)).high
      order.swapAt(i, Int(partner))
    }
    return order
  }

  private func word(_ number: UInt64, _ purpose: UInt32) -> UInt64 {
    let words = Philox(seed: seed).words(
      SIMD4(
        UInt32(truncatingIfNeeded: number),
        UInt32(truncatingIfNeeded: number >> 32),
        UInt32(truncatingIfNeeded: epoch), purpose))
    return UInt64(words[0]) << 32 | UInt64(words[1])
  }
}
