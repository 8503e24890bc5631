import Tensors

extension Block {
  /// The layers around the narrower state of a block, and the feed-forward
  /// parts before the last (MobileBERT, Sun et al., arXiv:2004.02984, sections
  /// 3.1 and 3.2; names and order of Hugging Face's implementation, with a
  /// bottleneck that queries and keys share).
  ///
  ///     q, k = narrow2(x)      v = x          y = narrow1(x)
  ///     y = norm(y + attention(q, k, v))
  ///     y = norm(y + feedForward(y))          as often as there are parts
  ///     x = norm(x + widen(y))
  ///
  /// Its three layers are not split by schemes: to split them takes a further
  /// exchange. Who has the hidden state computes them whole.
  public struct Bottleneck {
    /// Hidden state to the residual inside.
    public let input: LinearLayer
    /// The norm behind it.
    public let inputNorm: NormLayer
    /// Hidden state to what queries and keys are made of.
    public let attention: LinearLayer
    /// The norm behind it.
    public let attentionNorm: NormLayer
    /// State inside to hidden state.
    public let output: LinearLayer
    /// The norm of the sum that it ends in.
    public let outputNorm: NormLayer
    /// The feed-forward parts before the last.
    public let stacked: [FeedForwardLayers]

    init(
      _ sizes: ModelShape.Bottleneck, of shape: ModelShape,
      _ make: ParameterMaker
    ) throws {
      let (width, inner) = (shape.width, sizes.width)
      func layer(
        _ name: String, _ inputs: Int, _ outputs: Int, hasBias: Bool = true
      ) throws -> LinearLayer {
        try LinearLayer(
          name, inputs: inputs, outputs: outputs, hasBias: hasBias, make)
      }
      func norm(_ name: String, _ columns: Int) throws -> NormLayer {
        try NormLayer(name + ".norm", of: shape, columns: columns, make)
      }
      input = try layer("bottleneck.input", width, inner)
      inputNorm = try norm("bottleneck.input", inner)
      attention = try layer("bottleneck.attention", width, inner)
      attentionNorm = try norm("bottleneck.attention", inner)
      let hasBias = shape.biases.contains(.feedForward)
      stacked = try (0..<sizes.feedForwards - 1).map { part in
        let name = "feed_forward.\(part)"
        return FeedForwardLayers(
          norm: try norm(name, inner),
          gate: shape.feedForward == .swiglu
            ? try layer(
              name + ".gate", inner, shape.hidden, hasBias: hasBias) : nil,
          up: try layer(name + ".up", inner, shape.hidden, hasBias: hasBias),
          down: try layer(
            name + ".down", shape.hidden, inner, hasBias: hasBias))
      }
      output = try layer("bottleneck.output", inner, width)
      outputNorm = try norm("bottleneck.output", width)
    }

    /// All its weights, in the order in which they were made.
    public var parameters: [Parameter] {
      input.parameters + inputNorm.parameters + attention.parameters
        + attentionNorm.parameters
        + stacked.flatMap { part in
          part.norm.parameters + (part.gate?.parameters ?? [])
            + part.up.parameters + part.down.parameters
        } + output.parameters + outputNorm.parameters
    }
  }

  /// What a step computes on: for attention what its bottleneck makes of `x`.
  func narrowed(_ x: Tensor, _ step: Step) throws -> Tensor {
    guard let bottleneck, step == .attention else { return x }
    return try bottleneck.attentionNorm(bottleneck.attention(x))
  }

  /// What the sum of a step is added to.
  func residual(_ x: Tensor, _ step: Step) throws -> Tensor {
    guard let bottleneck, step == .attention else { return x }
    return try bottleneck.inputNorm(bottleneck.input(x))
  }

  /// What a step leaves: after the last one, `y` as wide as `hidden` and joined
  /// to it.
  func widened(_ y: Tensor, _ step: Step, of hidden: Tensor) throws -> Tensor {
    guard let bottleneck, step == steps.last else { return y }
    return try bottleneck.outputNorm(hidden + bottleneck.output(y))
  }
}
