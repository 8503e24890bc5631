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
    ~text.utf8.reduce(~0) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in
        sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1
      }
    }
  }
}
