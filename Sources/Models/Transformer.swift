import Tensors

/// A Llama-style decoder: embedding, blocks, norm, head (Touvron et al. 2023).
///
/// The model computes where its input lies, with the part of the weights that
/// the caller names; schemes put these parts together.
public final class Transformer {
  /// The sizes.
  public let shape: ModelShape
  /// `vocabulary x width`.
  public let embedding: Parameter
  /// The blocks, first to last.
  public let blocks: [Block]
  /// Gain of the norm before the head.
  public let finalNorm: Parameter
  /// `vocabulary x width`; the embedding itself where the head is tied.
  public let headWeight: Parameter

  /// A model whose weights come from `weight`, called once for each name in
  /// the order embedding, blocks, norm, head.
  ///
  /// - Throws: ``ModelError/size(model:what:value:expected:)``, or what
  ///   `weight` throws.
  public init(
    _ shape: ModelShape, weight: (String, Shape) throws -> Tensor
  ) throws {
    try shape.check()
    func make(_ name: String, _ extents: Shape) throws -> Parameter {
      Parameter(name, try weight(name, extents))
    }
    let rotary = RotaryTable(headSize: shape.headSize, base: shape.rotaryBase)
    self.shape = shape
    let table = Shape(shape.vocabulary, shape.width)
    embedding = try make("embedding", table)
    blocks = try (0..<shape.blocks).map {
      try Block(index: $0, shape: shape, rotary: rotary, parameter: make)
    }
    finalNorm = try make("norm", Shape(shape.width))
    headWeight = shape.tiedHead ? embedding : try make("head", table)
  }

  /// A model without values, for costs.
  public convenience init(shapesOnly shape: ModelShape) throws {
    try self.init(shape) { Tensor($1) }
  }

  /// All weights, each once: embedding, blocks, norm, head.
  public var parameters: [Parameter] {
    [embedding] + blocks.flatMap(\.parameters) + [finalNorm]
      + (headWeight === embedding ? [] : [headWeight])
  }

  /// The hidden states of the tokens of `pass` with numbers in `span`.
  ///
  /// - Parameters:
  ///   - span: which tokens of the pass; by default all.
  ///   - ready: at the device that embeds; what has to be there first.
  public func embed(_ pass: Pass, _ span: Range<Int>? = nil, ready: Tensor)
    throws -> Tensor
  {
    let span = span ?? 0..<pass.count
    let table = try embedding.slice(at: ready.place)
    return try table.lookup(
      pass.tokens.map { Array($0[span]) }, count: span.count, awaiting: ready)
  }

  /// Scores over the vocabulary for every row of `x`.
  public func head(_ x: Tensor) throws -> Tensor {
    let gain = try finalNorm.slice(at: x.place)
    let normed = try x.rmsNorm(gain, epsilon: Float(shape.normEpsilon))
    return try normed.linear(headWeight.slice(at: x.place), as: .head)
  }
}

/// One inference step: some tokens after those that the memory holds.
public struct Pass {
  /// The tokens, or `nil` for costs only.
  public var tokens: [Int]?
  /// How many tokens.
  public var count: Int
  /// The position of the first.
  public var position: Int
  /// Keys and values of earlier positions; `nil` if none are kept.
  public var memory: DecodingMemory?
  /// Whether scores are wanted for all tokens or for the last alone.
  public var scoresAll: Bool

  /// A step on `tokens`, which follow what `memory` holds.
  public init(
    _ tokens: [Int], memory: DecodingMemory? = nil, scoresAll: Bool = false
  ) {
    self.tokens = tokens
    count = tokens.count
    position = memory?.length ?? 0
    self.memory = memory
    self.scoresAll = scoresAll
  }

  /// A step on `count` tokens of which only the number is known.
  public init(
    count: Int, memory: DecodingMemory? = nil, scoresAll: Bool = false
  ) {
    tokens = nil
    self.count = count
    position = memory?.length ?? 0
    self.memory = memory
    self.scoresAll = scoresAll
  }

  /// The rows that the head is computed for.
  public var scored: Range<Int> {
    scoresAll ? 0..<count : max(0, count - 1)..<count
  }
}

/// The KV caches of a text that is being decoded, by device and block.
public final class DecodingMemory {
  /// Positions that the caches hold (or pretend to).
  public private(set) var length: Int
  private var caches: [Key: KeyValueCache] = [:]

  private struct Key: Hashable {
    let device: Int
    let block: Int
  }

  /// Caches for a text that begins, or (for costs) has `length` positions.
  public init(length: Int = 0) { self.length = length }

  /// The cache of `block` at `device`; `width` elements a position, at
  /// `place`, if it is new and has to pretend.
  public func cache(
    device: Int, block: Int, width: Int, at place: (any Place)?
  ) -> KeyValueCache {
    let key = Key(device: device, block: block)
    if let cache = caches[key] { return cache }
    let cache = KeyValueCache()
    if length > 0 { cache.preload(length, width: width, at: place) }
    caches[key] = cache
    return cache
  }

  /// Moves on by the tokens of a pass that is complete.
  public func advance(by count: Int) { length += count }
}
