import Tensors

/// Images of one size, each with a class: plain bytes and their scale.
public struct LabeledImages: Equatable, Sendable {
  /// Colour planes: 1 for grey.
  public let channels: Int
  /// Rows of an image.
  public let height: Int
  /// Columns of an image.
  public let width: Int
  /// The number of classes; labels are below it.
  public let classes: Int
  /// The largest value that a pixel can have.
  public let white: UInt8
  /// `count x channels x height x width`, row-major.
  public let pixels: [UInt8]
  /// The class of each image.
  public let labels: [UInt8]

  /// Images whose sizes the caller has checked against each other.
  init(
    channels: Int = 1, height: Int, width: Int, classes: Int,
    white: UInt8 = 255, pixels: [UInt8], labels: [UInt8]
  ) {
    self.channels = channels
    self.height = height
    self.width = width
    self.classes = classes
    self.white = white
    self.pixels = pixels
    self.labels = labels
  }

  /// The number of images.
  public var count: Int { labels.count }
  /// Pixels of one image over all channels.
  public var imageSize: Int { channels * height * width }

  /// The images with the numbers in `range`.
  ///
  /// - Throws: ``DataError/request(_:)`` for a number that no image has.
  public func subset(_ range: Range<Int>) throws -> LabeledImages {
    try check(range.lowerBound, upTo: count)
    try check(range.upperBound, upTo: count)
    let size = imageSize
    return LabeledImages(
      channels: channels, height: height, width: width, classes: classes,
      white: white,
      pixels: Array(
        pixels[range.lowerBound * size..<range.upperBound * size]),
      labels: Array(labels[range]))
  }

  /// Some images as a tensor, `images x (channels * height * width)`, from 0
  /// (black) to 1 (white).
  ///
  /// - Throws: ``DataError/request(_:)`` for a number that no image has.
  public func batch(_ images: [Int]) throws -> Tensor {
    for image in images { try check(image, upTo: count - 1) }
    let size = imageSize
    let scale = 1 / Float(white)
    return Tensor(Shape(images.count, size)) { to in
      for (row, image) in images.enumerated() {
        for i in 0..<size {
          to[row * size + i] = Float(pixels[image * size + i]) * scale
        }
      }
    }
  }

  private func check(_ image: Int, upTo last: Int) throws {
    guard (0...max(0, last)).contains(image), last >= 0 else {
      throw DataError.request(.item(image, limit: count))
    }
  }
}

/// The part of a data set that has been fixed by those who published it.
public enum DataPart: String, CaseIterable, Sendable {
  /// To fit weights on.
  case train
  /// To judge them on.
  case test
}
