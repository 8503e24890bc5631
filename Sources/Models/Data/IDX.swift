import Foundation

/// The file format of MNIST: unsigned bytes in one or more dimensions.
///
/// Four bytes of magic (0, 0, 8 for bytes, the number of dimensions), the
/// extents as big-endian 32-bit integers, then the bytes (LeCun et al.).
public struct IDX: Equatable, Sendable {
  /// The extents, outermost first.
  public let extents: [Int]
  /// The bytes, row-major.
  public let values: [UInt8]

  /// Reads `file`, plain or packed with gzip.
  ///
  /// - Parameters:
  ///   - file: begins with the numbers 0, 0, type and dimensions.
  ///   - dimensions: how many there must be.
  ///   - limit: the most bytes that the file may unpack to.
  /// - Throws: ``DataError``.
  public init(_ file: URL, dimensions: Int, limit: Int) throws {
    try self.init(
      Gzip.bytes(ofFile: file, limit: limit), dimensions: dimensions,
      file: file.relativePath)
  }

  init(_ bytes: [UInt8], dimensions: Int, file: String) throws {
    let magic = 0x800 | UInt32(dimensions)
    let header = 4 + 4 * dimensions
    guard bytes.count >= header else {
      throw DataError.idx(file: file, .magic(nil, expected: magic))
    }
    let words = bytes.withUnsafeBytes { bytes in
      (0...dimensions).map { bytes.big(4 * $0, as: UInt32.self) }
    }
    guard words[0] == magic else {
      throw DataError.idx(file: file, .magic(words[0], expected: magic))
    }
    let extents = words[1...].map { Int($0) }
    guard let size = product(extents), size <= Int.max - header else {
      throw DataError.idx(file: file, .extents(extents))
    }
    guard bytes.count == header + size else {
      throw DataError.length(
        file: file, bytes: bytes.count, expected: header + size)
    }
    self.extents = extents
    values = Array(bytes[header...])
  }
}
