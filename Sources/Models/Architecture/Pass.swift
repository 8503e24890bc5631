import Tensors

/// One inference step: some positions after those that the memory holds, of
/// one sample or of a batch.
public struct Pass {
  /// What goes in.
  public enum Input {
    /// Tokens, sample after sample; `nil` for costs only.
    case tokens([Int]?)
    /// Vectors, `positions x elements` or `samples x positions x elements`,
    /// perhaps the shape alone.
    case vectors(Tensor)
  }

  /// What goes in.
  public var input: Input
  /// How many samples; `nil` for one whose hidden states are a matrix.
  public var batch: Int?
  /// Positions of a sample, without the class token.
  public var count: Int
  /// The position of the first.
  public var position: Int
  /// Keys and values of earlier positions; `nil` if none are kept.
  public var memory: DecodingMemory?
  /// Whether scores are wanted for all tokens or for the last alone.
  public var scoresAll: Bool
  /// What is drawn at random; `nil` outside of training.
  public var draw: TrainingDraw?

  /// A step on `tokens`, which follow what `memory` holds.
  public init(
    _ tokens: [Int], memory: DecodingMemory? = nil, scoresAll: Bool = false
  ) {
    self.init(count: tokens.count, memory: memory, scoresAll: scoresAll)
    input = .tokens(tokens)
  }

  /// A step on `count` tokens of which only the number is known.
  public init(
    count: Int, memory: DecodingMemory? = nil, scoresAll: Bool = false
  ) {
    input = .tokens(nil)
    self.count = count
    position = memory?.length ?? 0
    self.memory = memory
    self.scoresAll = scoresAll
  }

  /// A step on a batch of texts, scored at all positions.
  ///
  /// - Throws: ``ModelError/batch(_:_:)`` if their lengths differ.
  public init(texts: [[Int]]) throws {
    let count = texts.first?.count ?? 0
    for text in texts where text.count != count {
      throw ModelError.batch(text.count, count)
    }
    self.init(texts.flatMap { $0 }, scoresAll: true)
    self.count = count
    batch = texts.count
  }

  /// A step on vectors, `positions x elements`, or a batch of these; `memory`
  /// is for hidden states of a decoder.
  public init(vectors: Tensor, memory: DecodingMemory? = nil) {
    let rank = vectors.shape.rank
    self.init(
      count: rank == 1 ? 1 : vectors.shape[rank - 2], memory: memory,
      scoresAll: true)
    input = .vectors(vectors)
    batch = rank == 3 ? vectors.shape[0] : nil
  }

  /// The tokens, where tokens go in and are known.
  public var tokens: [Int]? {
    if case .tokens(let tokens) = input { tokens } else { nil }
  }

  /// The shape of so many columns for each of `positions` positions.
  func shape(_ positions: Int, _ columns: Int) -> Shape {
    batch.map { Shape($0, positions, columns) } ?? Shape(positions, columns)
  }
}
