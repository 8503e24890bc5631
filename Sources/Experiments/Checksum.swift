import CZlib
import Foundation

/// The CRC-32 of `bytes` (ISO-HDLC, as in gzip) as 8 hexadecimal digits.
///
/// It finds damage, not malice. Complexity: O(bytes).
func checksum(_ bytes: some DataProtocol) -> String {
  var sum = crc32(0, nil, 0)
  for region in bytes.regions {
    region.withUnsafeBytes { part in
      // zlib counts in 32 bits, so a large file goes in by parts.
      for start in stride(from: 0, to: part.count, by: 1 << 30) {
        let piece = part[start..<min(start + 1 << 30, part.count)]
        sum = UnsafeRawBufferPointer(rebasing: piece).withMemoryRebound(
          to: UInt8.self
        ) { crc32(sum, $0.baseAddress, UInt32($0.count)) }
      }
    }
  }
  let digits = String(sum, radix: 16)
  return String(repeating: "0", count: 8 - digits.count) + digits
}
