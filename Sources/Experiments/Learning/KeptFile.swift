import Foundation
import Models
import Tables

/// A file of the cache with its seal beside it, by which damage is found.
///
/// The seal, `FILE.crc32`, holds the checksum and the number of bytes. It is
/// written last: a file without it counts as damaged.
struct KeptFile {
  private let file: URL
  private let sealFile: URL

  /// The file at `file`, be it there or not.
  init(_ file: URL) {
    self.file = file
    sealFile = file.appendingPathExtension("crc32")
  }

  /// Whether the file is as it was when it was sealed.
  var isWhole: Bool {
    guard let seal = try? Data(contentsOf: sealFile), let sum = try? sum()
    else {
      return false
    }
    return seal == sum
  }

  /// Takes the file as it is for whole from now on.
  func seal() throws {
    try writeAtomically(sum(), to: sealFile)
  }

  private func sum() throws -> Data {
    let bytes = try bytesOfFile(file)
    return Data("\(checksum(bytes)) \(bytes.count)\n".utf8)
  }
}
