/// Lines of a journal, made without the program that is tested.
enum JournalLine {
  /// The JSON object `text` as a line with its checksum in front.
  static func sealed(_ text: String) -> String {
    let rest = String(text.dropFirst())
    let digits = String(crc32(rest), radix: 16)
    let zeros = String(repeating: "0", count: 8 - digits.count)
    return #"{"crc32":"\#(zeros + digits)","# + rest + "\n"
  }

  /// CRC-32 bit by bit, by the polynomial of ISO 3309.
  private static func crc32(_ text: String) -> UInt32 {
    var sum = UInt32.max
    for byte in text.utf8 {
      sum ^= UInt32(byte)
      for _ in 0..<8 {
        let isOdd = sum & 1 == 1
        sum >>= 1
        if isOdd { sum ^= 0xEDB8_8320 }
      }
    }
    return ~sum
  }
}
