import Foundation

/// The bytes of a regular file, mapped where the system can.
///
/// - Throws: ``DataError/unreadable(file:reason:)``.
public func bytesOfFile(_ file: URL) throws -> Data {
  let path = file.relativePath
  // A pipe or a device has no length that offsets could be checked against.
  var status = stat()
  if stat(file.path, &status) == 0 {
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG || kind == S_IFDIR else {
      throw DataError.unreadable(file: path, reason: "it is no regular file")
    }
  }
  guard let data = try? Data(contentsOf: file, options: .mappedIfSafe) else {
    throw DataError.unreadable(file: path, reason: unreadableReason(file))
  }
  return data
}

/// The text of a file.
///
/// - Throws: ``DataError/notText(file:byte:)`` with the first byte that is no
///   UTF-8, or ``DataError/unreadable(file:reason:)``.
public func textOfFile(_ file: URL) throws -> String {
  let data = try bytesOfFile(file)
  let text = String(decoding: data, as: UTF8.self)
  if let byte = firstInvalidByte(data, decoded: text) {
    throw DataError.notText(file: file.relativePath, byte: byte)
  }
  return text
}

/// Where `bytes` stop being the UTF-8 that they were `decoded` from.
///
/// Decoding replaces what is invalid, so the first difference is the place.
func firstInvalidByte(
  _ bytes: some Collection<UInt8>, decoded: String
) -> Int? {
  if bytes.count == decoded.utf8.count, bytes.elementsEqual(decoded.utf8) {
    return nil
  }
  var offset = 0
  for (byte, other) in zip(bytes, decoded.utf8) {
    if byte != other { break }
    offset += 1
  }
  return offset
}

/// Little-endian and big-endian words in raw bytes; the caller checks bounds.
extension UnsafeRawBufferPointer {
  func little<Word: FixedWidthInteger>(_ offset: Int, as _: Word.Type) -> Word {
    Word(littleEndian: loadUnaligned(fromByteOffset: offset, as: Word.self))
  }

  func big<Word: FixedWidthInteger>(_ offset: Int, as _: Word.Type) -> Word {
    Word(bigEndian: loadUnaligned(fromByteOffset: offset, as: Word.self))
  }
}
