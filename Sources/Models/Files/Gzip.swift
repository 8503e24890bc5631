import CZlib
import Foundation

/// Unpacks gzip data (RFC 1952) through zlib.
public enum Gzip {
  /// Whether `data` begins as gzip does.
  public static func isPacked(_ data: Data) -> Bool {
    data.starts(with: [0x1f, 0x8b])
  }

  /// The bytes that `data` unpacks to; several members follow each other.
  ///
  /// Memory grows with what is really there, never by a number in the data.
  ///
  /// - Parameters:
  ///   - data: one or more gzip members, and nothing after them.
  ///   - limit: the most bytes that the caller takes.
  ///   - file: what errors call the data.
  /// - Throws: ``DataError/gzip(file:_:)``.
  /// - Complexity: O(bytes unpacked).
  public static func unpack(_ data: Data, limit: Int, file: String) throws
    -> [UInt8]
  {
    guard isPacked(data) else { throw DataError.gzip(file: file, .notGzip) }
    var stream = z_stream()
    // 31: the largest window, and a gzip header.
    let started = inflateInit2_(
      &stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard started == Z_OK else {
      throw DataError.gzip(file: file, .corrupt(words(stream, started)))
    }
    defer { inflateEnd(&stream) }
    return try data.withUnsafeBytes { bytes in
      try inflateAll(bytes, &stream, limit: limit, file: file)
    }
  }

  /// The bytes of `file`, unpacked if they are gzip data.
  ///
  /// - Throws: ``DataError``.
  public static func bytes(ofFile file: URL, limit: Int) throws -> [UInt8] {
    let data = try bytesOfFile(file)
    guard isPacked(data) else { return [UInt8](data) }
    return try unpack(data, limit: limit, file: file.relativePath)
  }

  private static func inflateAll(
    _ bytes: UnsafeRawBufferPointer, _ stream: inout z_stream, limit: Int,
    file: String
  ) throws -> [UInt8] {
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var offset = 0
    while true {
      // zlib counts in 32 bits, so a large file goes in by parts.
      let part = UnsafeRawBufferPointer(
        rebasing: bytes[offset..<min(offset + 1 << 24, bytes.count)])
      // zlib only reads; its C face predates const.
      stream.next_in = UnsafeMutablePointer(
        mutating: part.bindMemory(to: UInt8.self).baseAddress)
      stream.avail_in = UInt32(part.count)
      let (status, made) = chunk.withUnsafeMutableBufferPointer { chunk in
        stream.next_out = chunk.baseAddress
        stream.avail_out = UInt32(chunk.count)
        let status = inflate(&stream, Z_NO_FLUSH)
        return (status, chunk.count - Int(stream.avail_out))
      }
      let taken = part.count - Int(stream.avail_in)
      offset += taken
      guard output.count + made <= limit else {
        throw DataError.gzip(file: file, .tooLarge(limit: limit))
      }
      output += chunk[..<made]
      switch status {
      case Z_STREAM_END:
        if offset == bytes.count { return output }
        guard inflateReset(&stream) == Z_OK else {
          throw DataError.gzip(file: file, .corrupt(words(stream, status)))
        }
      case Z_OK where made > 0 || taken > 0: continue
      case Z_OK, Z_BUF_ERROR:
        throw DataError.gzip(file: file, .truncated(unpacked: output.count))
      default:
        throw DataError.gzip(file: file, .corrupt(words(stream, status)))
      }
    }
  }

  private static func words(_ stream: z_stream, _ status: Int32) -> String {
    if let message = stream.msg { return String(cString: message) }
    return zError(status).map { String(cString: $0) } ?? "status \(status)"
  }
}
