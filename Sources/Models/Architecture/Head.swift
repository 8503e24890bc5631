import Tensors

/// From the last hidden states to what the model tells.
public struct Head {
  let shape: ModelShape
  /// The norm before it; none where norms stand behind the halves.
  public let norm: NormLayer?
  /// The layers.
  public let exit: Exit

  /// The layers of a head.
  public enum Exit {
    /// `vocabulary x width`; the embedding's own table where it is tied.
    case vocabulary(Parameter)
    /// A layer to classes, behind one with tanh where it is pooled.
    case classes(LinearLayer, pooler: LinearLayer?)
    /// One linear layer.
    case linear(LinearLayer)
    /// Norm and two layers with ReLU between them, beside a third that takes
    /// what was not normed (CATS).
    case residual(LinearLayer, LinearLayer, skip: LinearLayer)
    /// The hidden states themselves.
    case states
  }

  init(_ shape: ModelShape, tied table: Parameter?, _ make: ParameterMaker)
    throws
  {
    self.shape = shape
    let width = shape.width
    norm = shape.hasLastNorm ? try NormLayer("norm", of: shape, make) : nil
    func layer(_ name: String, _ inputs: Int, _ outputs: Int) throws
      -> LinearLayer
    {
      try LinearLayer(
        name, inputs: inputs, outputs: outputs, hasBias: true, make)
    }
    switch shape.head {
    case .vocabulary(let tied):
      exit = .vocabulary(
        try (tied ? table : nil)
          ?? make("head", Shape(shape.vocabulary, width)))
    case .classes(let classes, let isPooled):
      let pooler = isPooled ? try layer("pooler", width, width) : nil
      exit = .classes(try layer("head", width, classes), pooler: pooler)
    case .eachPosition(let outputs, nil):
      exit = .linear(try layer("head", width, outputs))
    case .eachPosition(let outputs, let hidden?),
      .residualClasses(let outputs, let hidden):
      exit = .residual(
        try layer("head.up", width, hidden),
        try layer("head.down", hidden, outputs),
        skip: try layer("head.skip", width, outputs))
    case .states: exit = .states
    }
  }

  /// All its weights but a tied table, in the order in which they were made.
  public var parameters: [Parameter] {
    let last: [Parameter] =
      switch exit {
      case .vocabulary(let table): shape.tiedHead ? [] : [table]
      case .classes(let layer, let pooler):
        (pooler?.parameters ?? []) + layer.parameters
      case .linear(let layer): layer.parameters
      case .residual(let up, let down, let skip):
        up.parameters + down.parameters + skip.parameters
      case .states: []
      }
    return (norm?.parameters ?? []) + last
  }

  /// What the model tells for every row of `x`.
  ///
  /// - Parameter x: `rows x width`, behind the last block.
  /// - Returns: a row for each: scores of words or of classes, or values.
  /// - Throws: ``Tensors/TensorError``.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    let normed = try norm.map { try $0(x) } ?? x
    switch exit {
    case .vocabulary(let table):
      return try table.values(
        ofSums: table.entering(normed)
          .linear(table.slice(at: x.place), as: .head))
    case .classes(let layer, let pooler):
      let pooled = try pooler.map { try $0(normed).activated(.tanh) }
      return try layer(pooled ?? normed, as: .head)
    case .linear(let layer): return try layer(normed, as: .head)
    case .residual(let up, let down, let skip):
      return try down(up(normed, as: .head).relu(), as: .head)
        + skip(x, as: .head)
    case .states: return normed
    }
  }
}
