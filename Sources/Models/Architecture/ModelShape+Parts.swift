extension ModelShape {
  /// What the embedding takes in.
  public enum Input: Equatable, Sendable {
    /// Numbers below `vocabulary`; `kinds` of segments are told apart, 0 for
    /// none (BERT has two).
    case tokens(vocabulary: Int, kinds: Int)
    /// Tokens as above, whose entries have so many `elements`; those of the
    /// next, the own and the previous position are joined and go through a
    /// linear layer (MobileBERT).
    case trigrams(vocabulary: Int, kinds: Int, elements: Int)
    /// Vectors of so many elements, such as patches of an image or of a
    /// series, through a linear layer; with `hidden` units, through CATS's
    /// embedding block (two layers beside a third).
    case vectors(elements: Int, hidden: Int?)
    /// Hidden states, as a part of a model takes them: no embedding.
    case states
  }

  /// How a position is told.
  public enum Positions: Equatable, Sendable {
    /// Rotary embedding of queries and keys (Su et al., arXiv:2104.09864,
    /// section 3.2).
    case rotary(base: Double)
    /// A learned vector added to the embedding.
    case learned
    /// A table of so many learned vectors, of which the first are used.
    case learnedTable(Int)
    /// Not at all.
    case none
  }

  /// Where the class token stands.
  public enum ClassToken: String, CaseIterable, Sendable {
    /// There is none.
    case none
    /// Before all other positions.
    case first
    /// Behind all other positions.
    case last
  }

  /// Which positions a position attends to.
  public enum Attends: String, CaseIterable, Sendable {
    /// Those up to itself: a decoder.
    case backward
    /// All: an encoder.
    case everywhere
  }

  /// The kinds of norm.
  public enum Norm: Equatable, Sendable {
    /// RMSNorm: a gain (Zhang and Sennrich, arXiv:1910.07467, section 4).
    case rms(epsilon: Double)
    /// LayerNorm: a gain and a shift (Ba, Kiros and Hinton, arXiv:1607.06450,
    /// section 3).
    case layer(epsilon: Double)
    /// LayerNorm as CATS has it, with gains and shifts for each of `copies`
    /// devices: each norms what it has.
    case cats(copies: Int)
    /// Gain and shift alone, without statistics (`no_norm` of MobileBERT).
    case noNorm
  }

  /// Where the norms of a block stand.
  public enum NormPlacement: String, CaseIterable, Sendable {
    /// `x + f(norm(x))`; a last norm stands before the head.
    case before
    /// `norm(x + f(x))`.
    case after
  }

  /// Which halves its blocks have.
  public enum Halves: String, CaseIterable, Sendable {
    /// Attention and the feed-forward part.
    case both
    /// Attention alone.
    case attention
    /// The feed-forward part alone.
    case feedForward = "feed-forward"

    /// Whether `half` is there.
    public func has(_ half: Block.Half) -> Bool {
      switch self {
      case .both: true
      case .attention: half == .attention
      case .feedForward: half == .feedForward
      }
    }
  }

  /// Linear layers with a bias.
  public struct Biases: OptionSet, Equatable, Sendable {
    /// The bits.
    public let rawValue: Int
    /// Biases from bits.
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// Queries, keys and values.
    public static let projections = Biases(rawValue: 1)
    /// The output of attention.
    public static let output = Biases(rawValue: 2)
    /// Both sides of the feed-forward part.
    public static let feedForward = Biases(rawValue: 4)
    /// Everything.
    public static let all: Biases = [.projections, .output, .feedForward]
  }

  /// The kinds of feed-forward part.
  public enum FeedForward: String, CaseIterable, Sendable {
    /// Three matrices: silu(gate x) * (up x), then down.
    case swiglu
    /// Two matrices with ReLU between them.
    case relu
    /// Two matrices with GELU between them.
    case gelu
    /// Two matrices with GELU by tanh between them.
    case geluTanh = "gelu-tanh"
  }

  /// What is made of the last hidden states.
  public enum Head: Equatable, Sendable {
    /// Scores over the vocabulary; tied: by the embedding's own table.
    case vocabulary(tied: Bool)
    /// Scores of classes, read from one position; pooled: through a layer
    /// with tanh first (BERT).
    case classes(Int, isPooled: Bool)
    /// So many outputs for each position; with `hidden` units, through CATS's
    /// head block (norm and two layers beside a third).
    case eachPosition(outputs: Int, hidden: Int?)
    /// Scores of classes, read from one position, through CATS's head block
    /// of so many units.
    case residualClasses(Int, hidden: Int)
    /// The hidden states themselves.
    case states
  }
}
