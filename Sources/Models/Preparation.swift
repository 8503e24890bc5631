/// How a sample becomes the vectors that a model takes in.
public enum Preparation: Equatable, Sendable {
  /// It does not: the model takes tokens.
  case tokens
  /// Vectors as they are, such as frames of sound.
  case frames(count: Int, elements: Int)
  /// Square patches of an image, row by row; in a patch channel by channel,
  /// then row by row, as a convolution's weights are stored.
  case patches(ImagePatches)
  /// Patches of a series of which what follows is predicted.
  case series(SeriesPatches)

  /// Vectors a sample, class token not counted; `nil` for tokens.
  public var count: Int? {
    switch self {
    case .tokens: nil
    case .frames(let count, _): count
    case .patches(let patches): patches.count
    case .series(let series): series.count
    }
  }

  /// Elements of a vector; `nil` for tokens.
  public var elements: Int? {
    switch self {
    case .tokens: nil
    case .frames(_, let elements): elements
    case .patches(let patches): patches.elements
    case .series(let series): series.elements
    }
  }
}

/// Images cut into square patches (ViT, Dosovitskiy et al., arXiv:2010.11929,
/// section 3.1).
public struct ImagePatches: Equatable, Sendable {
  /// Colour planes.
  public var channels: Int
  /// Rows of an image.
  public var height: Int
  /// Columns of an image.
  public var width: Int
  /// Rows and columns of a patch, a divisor of both.
  public var size: Int

  /// Patches of one image.
  public var count: Int { (height / size) * (width / size) }
  /// Pixels of a patch over all channels.
  public var elements: Int { channels * size * size }

  /// Patches from their sizes.
  public init(channels: Int, height: Int, width: Int, size: Int) {
    self.channels = channels
    self.height = height
    self.width = width
    self.size = size
  }
}

/// Windows of a series cut into patches, as CATS does: each patch is a
/// position, which predicts the samples that follow it.
public struct SeriesPatches: Equatable, Sendable {
  /// Rows that the model sees.
  public var context: Int
  /// Rows of a patch, a divisor of the context.
  public var size: Int
  /// Columns of the series.
  public var channels: Int
  /// Rows that each position predicts.
  public var horizon: Int

  /// Patches of one window.
  public var count: Int { context / size }
  /// Values of a patch and a bit for each of its rows: 1 where it is padding.
  public var elements: Int { size * channels + size }
  /// Values that a position predicts.
  public var outputs: Int { horizon * channels }

  /// Patches from their sizes.
  public init(context: Int, size: Int, channels: Int, horizon: Int) {
    self.context = context
    self.size = size
    self.channels = channels
    self.horizon = horizon
  }
}
