import Tensors

/// A transformer: embedding, blocks, head.
///
/// The model computes where its input lies, with the part of the weights that
/// the caller names; schemes put these parts together.
public final class Transformer {
  /// The sizes.
  public let shape: ModelShape
  /// From input to hidden states.
  public let embedding: Embedding
  /// The blocks, first to last.
  public let blocks: [Block]
  /// From hidden states to what the model tells.
  public let head: Head
  /// What is sent of a model that is split by columns; `nil` for all. Frozen
  /// once it is chosen.
  public var sent: SentColumns?
  /// The weights of the scheme that runs the model, where it has some of its
  /// own.
  public var additions: Additions?

  /// A model whose weights come from `weight`, called once for each name in
  /// the order embedding, blocks, head.
  ///
  /// - Throws: ``ModelError/size(model:what:value:expected:)``, or what
  ///   `weight` throws.
  public convenience init(
    _ shape: ModelShape, weight: @escaping (String, Shape) throws -> Tensor
  ) throws {
    try self.init(making: { Parameter($0, try weight($0, $1)) }, of: shape)
  }

  /// The same, where `make` says more of each weight than its values.
  init(making make: @escaping ParameterMaker, of shape: ModelShape) throws {
    try shape.check()
    var rotary: RotaryTable?
    if case .rotary(let base) = shape.positions {
      rotary = RotaryTable(headSize: shape.headSize, base: base)
    }
    let embedding = try Embedding(shape, make)
    self.shape = shape
    self.embedding = embedding
    blocks = try (0..<shape.blocks).map {
      try Block(index: $0, shape: shape, rotary: rotary, make)
    }
    var table: Parameter?
    if case .table(let entries, _) = embedding.entry { table = entries }
    head = try Head(shape, tied: table, make)
  }

  /// A model without values, for costs.
  ///
  /// - Parameters:
  ///   - shape: the sizes; Llama-2-70B is as quick as the smallest.
  ///   - prefix: stands before the names of all weights.
  /// - Throws: ``ModelError/size(model:what:value:expected:)``.
  /// - Complexity: O(blocks).
  public convenience init(shapesOnly shape: ModelShape, prefix: String = "")
    throws
  {
    try self.init(
      making: { Parameter(prefix + $0, Tensor($1)) }, of: shape)
  }

  /// All weights, each once, in the order in which they were made; those of a
  /// scheme last.
  public var parameters: [Parameter] {
    ownParameters + (additions?.parameters ?? [])
  }

  /// The weights that every scheme needs.
  public var ownParameters: [Parameter] {
    embedding.parameters + blocks.flatMap(\.parameters) + head.parameters
  }

  /// The positions of a sample in `pass`, class token included.
  public func positions(of pass: Pass) -> Int {
    pass.count + (shape.classToken == .none ? 0 : 1)
  }

  /// The positions that the head is computed for.
  public func scored(in pass: Pass) -> Range<Int> {
    let count = positions(of: pass)
    switch shape.head {
    case .vocabulary:
      return pass.scoresAll ? 0..<count : max(0, count - 1)..<count
    case .classes, .residualClasses:
      let readout = shape.readout(of: count)
      return readout..<readout + 1
    case .eachPosition, .states: return 0..<count
    }
  }

  /// What the model tells, from the last hidden states of all positions.
  ///
  /// - Returns: a row for each of ``scored(in:)``, for a batch a matrix of
  ///   them; but classes are `samples x classes`.
  /// - Throws: ``Tensors/TensorError``.
  public func tell(_ x: Tensor, of pass: Pass) throws -> Tensor {
    let told = try head(x.positions(scored(in: pass)))
    return shape.classes > 0
      ? try told.reshaped(Shape(pass.batch ?? 1, shape.classes)) : told
  }

  /// A pass of `count` positions by shapes alone, after `memory`.
  public func blankPass(count: Int, memory: DecodingMemory? = nil) -> Pass {
    shape.blankPass(count: count, memory: memory)
  }
}

extension ModelShape {
  /// A pass of `count` positions, class token not counted, by shapes alone.
  ///
  /// - Parameters:
  ///   - count: positions.
  ///   - batch: how many samples; `nil` for one whose hidden states are a
  ///     matrix.
  ///   - memory: keys and values of earlier positions, in decoding.
  public func blankPass(
    count: Int, batch: Int? = nil, memory: DecodingMemory? = nil
  ) -> Pass {
    func vectors(_ elements: Int) -> Tensor {
      Tensor(
        batch.map { Shape($0, count, elements) } ?? Shape(count, elements))
    }
    switch input {
    case .tokens, .trigrams:
      var pass = Pass(count: count, memory: memory)
      pass.batch = batch
      return pass
    case .vectors(let elements, _): return Pass(vectors: vectors(elements))
    case .states: return Pass(vectors: vectors(width), memory: memory)
    }
  }
}
