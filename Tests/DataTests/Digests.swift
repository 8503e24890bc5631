import Digests
import Foundation

/// The SHA-256 digest of `bytes`, in hexadecimal digits.
func digest(_ bytes: [UInt8]) -> String { sha256(bytes) }

/// The MD5 digest of `bytes` in hexadecimal digits (RFC 1321), by which MNIST
/// is known.
func md5(_ bytes: [UInt8]) -> String {
  let shifts: [[UInt32]] = [
    [7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21],
  ]
  let sines = (1...64).map { UInt32(abs(sin(Double($0))) * 0x1p32) }
  var message = bytes + [0x80]
  while message.count % 64 != 56 { message.append(0) }
  let bits = UInt64(bytes.count) * 8
  for i in 0..<8 {
    message.append(UInt8(truncatingIfNeeded: bits >> UInt64(8 * i)))
  }
  var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476]
  message.withUnsafeBytes { message in
    for block in stride(from: 0, to: message.count, by: 64) {
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      for i in 0..<64 {
        let (f, word): (UInt32, Int) =
          switch i / 16 {
          case 0: ((b & c) | (~b & d), i)
          case 1: ((d & b) | (~d & c), (5 * i + 1) % 16)
          case 2: (b ^ c ^ d, (3 * i + 5) % 16)
          default: (c ^ (b | ~d), 7 * i % 16)
          }
        let m = message.loadUnaligned(
          fromByteOffset: block + 4 * word, as: UInt32.self)
        let sum = a &+ f &+ sines[i] &+ UInt32(littleEndian: m)
        let shift = shifts[i / 16][i % 4]
        (a, d, c) = (d, c, b)
        b = b &+ (sum << shift | sum >> (32 - shift))
      }
      for (i, word) in [a, b, c, d].enumerated() { state[i] &+= word }
    }
  }
  return state.flatMap { word in
    (0..<4).map { String(format: "%02x", word >> (8 * UInt32($0)) & 255) }
  }.joined()
}
