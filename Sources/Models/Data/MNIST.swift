import Foundation

/// MNIST: 60,000 + 10,000 handwritten digits of 28 x 28 grey pixels (LeCun,
/// Cortes, Burges).
public enum MNIST {
  /// Four times what the largest of the four files unpacks to.
  static let unpackedLimit = 4 * (16 + 60_000 * 784)

  /// One part from `folder`, in which the files have their public names with
  /// or without `.gz`.
  ///
  /// - Throws: ``DataError``.
  public static func read(_ folder: URL, _ part: DataPart) throws
    -> LabeledImages
  {
    let name = part == .train ? "train" : "t10k"
    return try read(
      images: find("\(name)-images-idx3-ubyte", in: folder),
      labels: find("\(name)-labels-idx1-ubyte", in: folder))
  }

  /// Images and labels from two IDX files that belong together.
  ///
  /// - Throws: ``DataError``, also if the two differ in number.
  public static func read(images: URL, labels: URL) throws -> LabeledImages {
    let (imagePath, labelPath) = (images.relativePath, labels.relativePath)
    let images = try IDX(images, dimensions: 3, limit: unpackedLimit)
    guard images.extents[1...] == [28, 28] else {
      throw DataError.idx(
        file: imagePath,
        .size(images.extents, expected: [images.extents[0], 28, 28]))
    }
    let labels = try IDX(labels, dimensions: 1, limit: unpackedLimit)
    guard images.extents[0] == labels.values.count else {
      throw DataError.counts(
        file: imagePath, items: images.extents[0], other: labelPath,
        otherItems: labels.values.count)
    }
    try checkLabels(labels.values, below: 10, file: labelPath)
    return LabeledImages(
      height: 28, width: 28, classes: 10, pixels: images.values,
      labels: labels.values)
  }

  private static func find(_ name: String, in folder: URL) -> URL {
    let plain = folder.appendingPathComponent(name)
    return FileManager.default.fileExists(atPath: plain.path)
      ? plain : folder.appendingPathComponent(name + ".gz")
  }
}

/// Refuses the first label that is no class.
func checkLabels(_ labels: [UInt8], below classes: Int, file: String) throws {
  if let entry = labels.firstIndex(where: { Int($0) >= classes }) {
    throw DataError.item(
      file: file, entry: entry, value: "the label \(labels[entry])",
      expected: "a label from 0 to \(classes - 1)")
  }
}
