import Tensors

/// From tokens or vectors to the first hidden states.
public struct Embedding {
  let shape: ModelShape
  /// The layers that take the input in.
  public let entry: Entry
  /// The layer that takes the joined entries of three positions, where that is
  /// how tokens go in.
  public let projection: LinearLayer?
  /// Table of learned positions.
  public let positions: Parameter?
  /// The learned class token.
  public let classToken: Parameter?
  /// The norm behind it.
  public let norm: NormLayer?

  /// The layers that take the input in.
  public enum Entry {
    /// `vocabulary x width` (fewer columns where neighbours are joined), and
    /// `kinds x width`.
    case table(Parameter, kinds: Parameter?)
    /// One linear layer.
    case linear(LinearLayer)
    /// Two layers with ReLU between them, beside a third (CATS).
    case residual(LinearLayer, LinearLayer, skip: LinearLayer)
    /// None: hidden states go in.
    case states
  }

  init(_ shape: ModelShape, _ make: ParameterMaker) throws {
    self.shape = shape
    let width = shape.width
    func layer(_ name: String, _ inputs: Int, _ outputs: Int) throws
      -> LinearLayer
    {
      try LinearLayer(
        "embedding." + name, inputs: inputs, outputs: outputs, hasBias: true,
        make)
    }
    func table(_ vocabulary: Int, _ kinds: Int, _ elements: Int) throws
      -> Entry
    {
      .table(
        try make("embedding", Shape(vocabulary, elements)),
        kinds: kinds > 0
          ? try make("embedding.kinds", Shape(kinds, width)) : nil)
    }
    var projection: LinearLayer?
    switch shape.input {
    case .tokens(let vocabulary, let kinds):
      entry = try table(vocabulary, kinds, width)
    case .trigrams(let vocabulary, let kinds, let elements):
      entry = try table(vocabulary, kinds, elements)
      projection = try layer("projection", 3 * elements, width)
    case .vectors(let elements, nil):
      entry = .linear(try layer("input", elements, width))
    case .vectors(let elements, let hidden?):
      entry = .residual(
        try layer("up", elements, hidden), try layer("down", hidden, width),
        skip: try layer("skip", elements, width))
    case .states: entry = .states
    }
    self.projection = projection
    let rows: Int? =
      switch shape.positions {
      case .rotary, .none: nil
      case .learned: shape.context
      case .learnedTable(let rows): rows
      }
    positions = try rows.map {
      try make("embedding.positions", Shape($0, width))
    }
    classToken =
      shape.classToken == .none
      ? nil : try make("embedding.class", Shape(width))
    norm =
      shape.normsEmbedding
      ? try NormLayer("embedding.norm", of: shape, make) : nil
  }

  /// All its weights, in the order in which they were made.
  public var parameters: [Parameter] {
    let first: [Parameter] =
      switch entry {
      case .table(let table, let kinds): [table] + [kinds].compactMap { $0 }
      case .linear(let layer): layer.parameters
      case .residual(let up, let down, let skip):
        up.parameters + down.parameters + skip.parameters
      case .states: []
      }
    return first + (projection?.parameters ?? [])
      + [positions, classToken].compactMap { $0 }
      + (norm?.parameters ?? [])
  }

  /// The hidden states of all positions of `pass`, class token included.
  ///
  /// - Parameters:
  ///   - pass: which positions, of which samples.
  ///   - ready: at the device that embeds: for tokens, what has to be there
  ///     first; for vectors, the vectors themselves.
  /// - Returns: `positions x width`, or a batch of these.
  /// - Throws: ``ModelError/input(model:expected:)`` for the other kind of
  ///   input.
  public func callAsFunction(_ pass: Pass, ready: Tensor) throws -> Tensor {
    var x = try enter(pass, ready: ready)
    if let classToken {
      x = try joined(classToken.slice(at: x.place), to: x, pass)
    }
    if let positions {
      let count = x.shape[x.shape.rank - 2]
      guard pass.position + count <= positions.shape[0] else {
        throw ModelError.context(
          model: shape.name, position: pass.position + count,
          limit: positions.shape[0])
      }
      let table = try positions.slice(at: x.place)
      x = try x.adding(
        repeated: table.rows(pass.position..<pass.position + count))
    }
    return try norm.map { try $0(x) } ?? x
  }

  private func enter(_ pass: Pass, ready: Tensor) throws -> Tensor {
    switch (entry, pass.input) {
    case (.table(let table, let kinds), .tokens(let tokens)):
      let rows = (pass.batch ?? 1) * pass.count
      var x = try table.values(
        ofRows: table.slice(at: ready.place)
          .lookup(tokens, count: rows, awaiting: ready)
      ).reshaped(pass.shape(pass.count, table.shape.columns))
      if let projection { x = try projection(joinedToNeighbours(x, pass)) }
      // One text alone is of the first kind.
      guard let kinds = try kinds?.slice(at: ready.place) else { return x }
      return try x.adding(repeated: kinds.rows(0..<1))
    case (.linear(let layer), .vectors): return try layer(ready)
    case (.residual(let up, let down, let skip), .vectors):
      return try down(up(ready).relu()) + skip(ready)
    case (.states, .vectors): return ready
    case (.table, .vectors):
      throw ModelError.input(model: shape.name, expected: "tokens")
    case (.linear, .tokens), (.residual, .tokens), (.states, .tokens):
      throw ModelError.input(model: shape.name, expected: "vectors")
    }
  }

  /// The class token before or behind the positions of every sample.
  ///
  /// - Parameters:
  ///   - token: one row.
  ///   - x: `(samples * positions) x width`.
  ///   - pass: how many samples and positions.
  /// - Throws: ``Tensors/TensorError``.
  public func joined(_ token: Tensor, to x: Tensor, _ pass: Pass) throws
    -> Tensor
  {
    let count = pass.count
    var parts: [Tensor] = []
    for sample in 0..<(pass.batch ?? 1) {
      let rows = try x.rows(sample * count..<(sample + 1) * count)
      parts += shape.classToken == .first ? [token, rows] : [rows, token]
    }
    return try Tensor.assembled(parts, as: pass.shape(count + 1, shape.width))
  }
}
