/// The sizes of a Llama-style decoder: all that costs need.
public struct ModelShape: Equatable, Sendable {
  /// The name in experiments/models.
  public var name: String
  /// Elements of the hidden state, the model's `dim`.
  public var width: Int
  /// Hidden units of the feed-forward part.
  public var hidden: Int
  /// Transformer blocks.
  public var blocks: Int
  /// Query heads.
  public var heads: Int
  /// Key-value heads; query heads share them in equal groups.
  public var keyValueHeads: Int
  /// Entries of the vocabulary.
  public var vocabulary: Int
  /// The most positions that the model is made for.
  public var context: Int
  /// What stands between the two sides of the feed-forward part.
  public var feedForward: FeedForward
  /// Whether the head is the embedding.
  public var tiedHead: Bool
  /// Added to the mean square in RMSNorm.
  public var normEpsilon: Double
  /// The base of rotary position embedding.
  public var rotaryBase: Double

  /// The kinds of feed-forward part.
  public enum FeedForward: String, CaseIterable, Sendable {
    /// Three matrices: silu(gate x) * (up x), then down.
    case swiglu
    /// Two matrices with ReLU between them.
    case relu
  }

  /// Elements of one head.
  public var headSize: Int { width / heads }
  /// Elements of all keys (or values) of one position.
  public var keyValueWidth: Int { keyValueHeads * headSize }

  /// Sizes as given; ``check()`` says whether they make a model.
  public init(
    name: String, width: Int, hidden: Int, blocks: Int, heads: Int,
    keyValueHeads: Int, vocabulary: Int, context: Int,
    feedForward: FeedForward = .swiglu, tiedHead: Bool = true,
    normEpsilon: Double = 1e-5, rotaryBase: Double = 10_000
  ) {
    self.name = name
    self.width = width
    self.hidden = hidden
    self.blocks = blocks
    self.heads = heads
    self.keyValueHeads = keyValueHeads
    self.vocabulary = vocabulary
    self.context = context
    self.feedForward = feedForward
    self.tiedHead = tiedHead
    self.normEpsilon = normEpsilon
    self.rotaryBase = rotaryBase
  }

  /// The largest size that any extent may have: products of two stay far
  /// below the limits of an integer.
  public static let extentLimit = 1 << 24

  /// - Throws: ``ModelError/size(model:what:value:expected:)`` if the sizes
  ///   make no model.
  public func check() throws {
    let sizes = [
      ("width", width), ("hidden", hidden), ("blocks", blocks),
      ("heads", heads), ("key_value_heads", keyValueHeads),
      ("vocabulary", vocabulary), ("context", context),
    ]
    for (what, value) in sizes
    where !(1...Self.extentLimit).contains(value) {
      throw ModelError.size(
        model: name, what: what, value: value,
        expected: "1 to \(Self.extentLimit)")
    }
    if width % heads != 0 || headSize % 2 != 0 {
      throw ModelError.size(
        model: name, what: "heads", value: heads,
        expected: "a divisor of the width \(width) that leaves an even size")
    }
    if heads % keyValueHeads != 0 {
      throw ModelError.size(
        model: name, what: "key_value_heads", value: keyValueHeads,
        expected: "a divisor of the \(heads) heads")
    }
  }

  /// Weights in one block, norms included.
  public var blockParameters: Int {
    let attention = 2 * width * width + 2 * width * keyValueWidth
    let matrices = feedForward == .swiglu ? 3 : 2
    return attention + matrices * width * hidden + 2 * width
  }

  /// Weights in the whole model.
  public var parameters: Int {
    let tables = (tiedHead ? 1 : 2) * vocabulary * width
    return blocks * blockParameters + tables + width
  }
}
