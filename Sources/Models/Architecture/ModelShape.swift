/// The sizes and the make of a transformer: all that costs need.
///
/// The initialiser gives a Llama-style decoder; what differs from it is set
/// afterwards, or by the makers in `ModelShape+Families`.
public struct ModelShape: Equatable, Sendable {
  /// The name in experiments/models.
  public var name: String
  /// Elements of the hidden state, the model's `dim`.
  public var width: Int
  /// Hidden units of the feed-forward part.
  public var hidden: Int
  /// Transformer blocks.
  public var blocks: Int
  /// Which halves the blocks have.
  public var halves: Halves = .both
  /// The narrower state inside of the blocks, if there is one.
  public var bottleneck: Bottleneck?
  /// Query heads.
  public var heads: Int
  /// Key-value heads; query heads share them in equal groups.
  public var keyValueHeads: Int
  /// Elements of one head, where heads do not share the state out.
  public var ownHeadSize: Int?
  /// What the embedding takes in.
  public var input: Input
  /// The most positions that the model is made for, class token included.
  public var context: Int
  /// How a position is told.
  public var positions: Positions
  /// Where a learned token stands that the class is read from.
  public var classToken: ClassToken = .none
  /// Which positions a position attends to.
  public var attends: Attends = .backward
  /// The kind of norm.
  public var norm: Norm
  /// Whether norms stand before the halves of a block or after them.
  public var normPlacement: NormPlacement = .before
  /// Whether a norm follows the embedding, as in BERT.
  public var normsEmbedding = false
  /// Which linear layers add a bias.
  public var biases: Biases = []
  /// What stands between the two sides of the feed-forward part.
  public var feedForward: FeedForward
  /// What is made of the last hidden states.
  public var head: Head

  /// Entries of the vocabulary; 0 where the input is no tokens.
  public var vocabulary: Int {
    switch input {
    case .tokens(let vocabulary, _), .trigrams(let vocabulary, _, _):
      vocabulary
    case .vectors, .states: 0
    }
  }

  /// Whether the head is the embedding.
  public var tiedHead: Bool { head == .vocabulary(tied: true) }

  /// Elements of the state inside of a block: that of the bottleneck, or the
  /// hidden state itself.
  public var innerWidth: Int { bottleneck?.width ?? width }
  /// Feed-forward parts in a block, one behind the other.
  public var feedForwards: Int { bottleneck?.feedForwards ?? 1 }

  /// Elements of one head.
  public var headSize: Int { ownHeadSize ?? innerWidth / heads }
  /// Elements of all heads of one position: the state's, unless heads have a
  /// size of their own.
  public var attentionWidth: Int { heads * headSize }
  /// Elements of all keys (or values) of one position.
  public var keyValueWidth: Int { keyValueHeads * headSize }

  /// Whether it writes a text token by token.
  public var isLanguageModel: Bool {
    if case .vocabulary = head { attends == .backward } else { false }
  }

  /// Whether it goes on from keys and values of earlier positions.
  public var keepsKeys: Bool {
    guard attends == .backward else { return false }
    if case .rotary = positions { return true }
    return vocabulary > 0
  }

  /// Classes that are told apart; 0 where there are none.
  public var classes: Int {
    switch head {
    case .classes(let classes, _), .residualClasses(let classes, _): classes
    case .vocabulary, .eachPosition, .states: 0
    }
  }

  /// The position that a class is read from in a sample of `count`.
  public func readout(of count: Int) -> Int {
    classToken == .last ? max(0, count - 1) : 0
  }

  /// A Llama-style decoder; ``check()`` says whether the sizes make a model.
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
    self.context = context
    self.feedForward = feedForward
    input = .tokens(vocabulary: vocabulary, kinds: 0)
    norm = .rms(epsilon: normEpsilon)
    positions = .rotary(base: rotaryBase)
    head = .vocabulary(tied: tiedHead)
  }

  /// The largest size that any extent may have: products of two stay far
  /// below the limits of an integer.
  public static let extentLimit = 1 << 24
}
