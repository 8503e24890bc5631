import Foundation

/// A file that `make data` fetches, and how to know that it is the right one.
public struct PublicFile: Equatable, Sendable {
  /// Where it lies in the data folder.
  public let path: String
  /// Its public home; `nil` if it has none, and the note says why.
  public let home: String?
  /// The sha256 digests of right copies, any one of them; 64 digits each.
  public let digests: [String]
  /// Whether digests are of the content, unpacked from gzip: the packing
  /// differs between mirrors, the content does not.
  public let isPacked: Bool
  /// Whether it is left out unless the user asks for it.
  public let isOptional: Bool
  /// What a person should know about it.
  public let note: String?

  init(
    _ path: String, _ home: String?, sha256 digests: String...,
    isPacked: Bool = false, isOptional: Bool = false, note: String? = nil
  ) {
    self.path = path
    self.home = home
    self.digests = digests
    self.isPacked = isPacked
    self.isOptional = isOptional
    self.note = note
  }

  /// Checks the copy of this file under `folder`.
  ///
  /// - Parameters:
  ///   - folder: where data sets lie.
  ///   - sha256: gives the digest of bytes as 64 small hexadecimal digits.
  /// - Throws: ``DataError/checksum(file:found:expected:)``,
  ///   ``DataError/unreadable(file:reason:)`` or
  ///   ``DataError/gzip(file:_:)``.
  public func check(
    in folder: URL, sha256: (Data) -> String
  ) throws {
    let file = folder.appendingPathComponent(path)
    var data = try bytesOfFile(file)
    if isPacked && Gzip.isPacked(data) {
      data = Data(
        try Gzip.unpack(
          data, limit: MNIST.unpackedLimit, file: file.relativePath))
    }
    let found = sha256(data)
    guard digests.contains(found) else {
      throw DataError.checksum(
        file: file.relativePath, found: found, expected: digests)
    }
  }
}
