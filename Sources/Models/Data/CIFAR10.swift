import Foundation

/// CIFAR-10 in its binary version: records of a label and 3 x 32 x 32 bytes,
/// red, green and blue planes one after the other (Krizhevsky 2009).
public enum CIFAR10 {
  /// Bytes of one record.
  public static let record = 1 + 3 * 32 * 32

  /// One part from `folder`: `data_batch_1.bin` to `data_batch_5.bin`, or
  /// `test_batch.bin`.
  ///
  /// - Throws: ``DataError``.
  public static func read(_ folder: URL, _ part: DataPart) throws
    -> LabeledImages
  {
    let names =
      part == .test
      ? ["test_batch.bin"] : (1...5).map { "data_batch_\($0).bin" }
    return try read(files: names.map(folder.appendingPathComponent))
  }

  /// The records of `files`, one file after the other.
  ///
  /// - Throws: ``DataError``.
  public static func read(files: [URL]) throws -> LabeledImages {
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    for file in files {
      let bytes = [UInt8](try bytesOfFile(file))
      let path = file.relativePath
      guard !bytes.isEmpty, bytes.count % record == 0 else {
        throw DataError.records(
          file: path, bytes: bytes.count, record: record)
      }
      let starts = stride(from: 0, to: bytes.count, by: record)
      let own = starts.map { bytes[$0] }
      try checkLabels(own, below: 10, file: path)
      labels += own
      for start in starts { pixels += bytes[start + 1..<start + record] }
    }
    return LabeledImages(
      channels: 3, height: 32, width: 32, classes: 10, pixels: pixels,
      labels: labels)
  }
}
