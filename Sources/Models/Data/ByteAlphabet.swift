/// GPT-2's alphabet: one visible symbol for each of the 256 bytes, so that
/// vocabularies can be kept in text files (Radford et al. 2019).
///
/// Bytes that Latin-1 shows stand for themselves; the other 68 get the code
/// points from U+0100 on, in order.
public enum ByteAlphabet {
  /// The symbol of each byte.
  public static let symbols: [Unicode.Scalar] = {
    var next: UInt32 = 0x100
    return (0..<256).map { (byte: UInt32) in
      let isVisible =
        (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte)
        || byte >= 0xAE
      defer { if !isVisible { next += 1 } }
      return Unicode.Scalar(isVisible ? byte : next) ?? "?"
    }
  }()

  private static let bytes = Dictionary(
    uniqueKeysWithValues: zip(symbols, UInt8.min...UInt8.max))

  /// The bytes that `text` spells; `nil` if a symbol belongs to none.
  public static func bytes(of text: some StringProtocol) -> [UInt8]? {
    var result: [UInt8] = []
    for symbol in text.unicodeScalars {
      guard let byte = bytes[symbol] else { return nil }
      result.append(byte)
    }
    return result
  }
}
