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
      let own = try read(
        [UInt8](bytesOfFile(file)), file: file.relativePath)
      pixels += own.pixels
      labels += own.labels
    }
    return images(pixels, labels)
  }

  static func read(_ bytes: [UInt8], file: String) throws -> LabeledImages {
    guard !bytes.isEmpty, bytes.count % record == 0 else {
      throw DataError.records(file: file, bytes: bytes.count, record: record)
    }
    let starts = stride(from: 0, to: bytes.count, by: record)
    let labels = starts.map { bytes[$0] }
    try checkLabels(labels, below: 10, file: file)
    let pixels = starts.flatMap { bytes[$0 + 1..<$0 + record] }
    return images(pixels, labels)
  }

  private static func images(_ pixels: [UInt8], _ labels: [UInt8])
    -> LabeledImages
  {
    LabeledImages(
      channels: 3, height: 32, width: 32, classes: 10, pixels: pixels,
      labels: labels)
  }
}
