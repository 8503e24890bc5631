/// How many bits elements take when they lie packed, one after another.
public struct Packing: Equatable, Sendable {
  /// The size of 32 elements in bits.
  public let bitsPer32: Int

  /// A packing from its size.
  public init(bitsPer32: Int) { self.bitsPer32 = bitsPer32 }

  /// Elements of `bits` bits each.
  public init(bits: Int) { bitsPer32 = 32 * bits }

  /// The bits of `count` elements, rounded up.
  @inline(__always)
  public func bits(_ count: Int) -> Int { (count * bitsPer32 + 31) / 32 }

  /// The bytes of `count` elements, rounded up.
  @inline(__always)
  public func bytes(_ count: Int) -> Int { (bits(count) + 7) / 8 }

  /// Bits of the last byte that carry nothing.
  @inline(__always)
  public func padding(_ count: Int) -> Int { 8 * bytes(count) - bits(count) }

  /// How many whole elements fit into `bytes`.
  public func elements(in bytes: Int) -> Int {
    // In two parts, because 256 times any number of bytes may not fit.
    let (whole, rest) = bytes.quotientAndRemainder(dividingBy: bitsPer32)
    return whole.multipliedReportingOverflow(by: 256).overflow
      ? .max : whole * 256 + rest * 256 / bitsPer32
  }
}

extension Packing {
  /// Whole numbers of `bits` bits each, the lowest bit first, packed into
  /// bytes.
  ///
  /// - Precondition: each number is at least 0 and below 2 to the power of
  ///   `bits`, which is at most 32; higher bits are cut off.
  public static func packed(_ numbers: [Int], bits: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity((numbers.count * bits + 7) / 8)
    var held: UInt64 = 0
    var count = 0
    for number in numbers {
      held |= (UInt64(truncatingIfNeeded: number) & (1 << bits - 1)) << count
      count += bits
      while count >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: held))
        held >>= 8
        count -= 8
      }
    }
    if count > 0 { bytes.append(UInt8(truncatingIfNeeded: held)) }
    return bytes
  }

  /// The `count` numbers of `bits` bits each in `bytes`; as many as there are,
  /// if there are fewer.
  public static func unpacked(_ bytes: [UInt8], bits: Int, count: Int) -> [Int]
  {
    var numbers: [Int] = []
    numbers.reserveCapacity(count)
    var held: UInt64 = 0
    var have = 0
    for byte in bytes {
      held |= UInt64(byte) << have
      have += 8
      while have >= bits, numbers.count < count {
        numbers.append(Int(held & (1 << bits - 1)))
        held >>= UInt64(bits)
        have -= bits
      }
    }
    return numbers
  }
}

extension ElementFormat {
  /// How elements of this format lie packed.
  public var packing: Packing { Packing(bitsPer32: 8 * bytesPer32) }
}
