import Tensors

/// One block: attention and a feed-forward part, each joined to its input by
/// a residual sum, with norms before or after.
///
/// ``attention(_:heads:queries:in:device:counts:positions:)`` and
/// ``feedForward(_:units:step:)`` take the part that one device computes: some
/// heads, some hidden units, some rows. Summed over all heads (or units) the
/// results are the whole model's, and ``joined(_:_:_:of:in:)`` takes that sum.
public struct Block {
  /// Its number in the model.
  public let index: Int
  let shape: ModelShape
  let rotary: RotaryTable?
  /// The norm of the attention half.
  public let attentionNorm: NormLayer
  /// Hidden state to queries of all heads.
  public let query: LinearLayer
  /// Hidden state to keys.
  public let key: LinearLayer
  /// Hidden state to values.
  public let value: LinearLayer
  /// What the heads found to the hidden state.
  public let output: LinearLayer
  /// The norm of the feed-forward half; of several parts the last one's, like
  /// the layers below.
  public let feedForwardNorm: NormLayer
  /// The gate of SwiGLU, if that is the kind.
  public let gate: LinearLayer?
  /// Hidden state to hidden units.
  public let up: LinearLayer
  /// Hidden units to hidden state.
  public let down: LinearLayer
  /// What makes the state narrower inside, and the other feed-forward parts.
  public let bottleneck: Bottleneck?

  /// The two halves of a block.
  public enum Half: Int, Sendable {
    /// Attention.
    case attention
    /// The feed-forward part.
    case feedForward
  }

  /// Whether it has this half; the weights of one that it has not are not
  /// those of the model.
  public func has(_ half: Half) -> Bool { shape.halves.has(half) }

  /// All its weights, in the order in which they were made.
  public var parameters: [Parameter] {
    var all: [Parameter] = []
    if has(.attention) {
      all += attentionNorm.parameters
      all += [query, key, value, output].flatMap(\.parameters)
    }
    if has(.feedForward) {
      all += feedForwardNorm.parameters + (gate?.parameters ?? [])
      all += up.parameters + down.parameters
    }
    return all + (bottleneck?.parameters ?? [])
  }

  init(
    index: Int, shape: ModelShape, rotary: RotaryTable?,
    _ parameter: @escaping ParameterMaker
  ) throws {
    let make: ParameterMaker = { name, extents in
      let half: Half =
        name.hasPrefix("attention") ? .attention : .feedForward
      let full = "blocks.\(index).\(name)"
      return shape.halves.has(half)
        ? try parameter(full, extents) : Parameter(full, Tensor(extents))
    }
    let (width, hidden) = (shape.innerWidth, shape.hidden)
    func layer(
      _ name: String, _ inputs: Int, _ outputs: Int,
      _ bias: ModelShape.Biases
    ) throws -> LinearLayer {
      try LinearLayer(
        name, inputs: inputs, outputs: outputs,
        hasBias: shape.biases.contains(bias), make)
    }
    self.index = index
    self.shape = shape
    self.rotary = rotary
    attentionNorm = try NormLayer(
      "attention.norm", of: shape, columns: width, make)
    query = try layer(
      "attention.query", width, shape.attentionWidth, .projections)
    key = try layer("attention.key", width, shape.keyValueWidth, .projections)
    value = try layer(
      "attention.value", shape.width, shape.keyValueWidth, .projections)
    output = try layer(
      "attention.output", shape.attentionWidth, width, .output)
    feedForwardNorm = try NormLayer(
      "feed_forward.norm", of: shape, columns: width, make)
    gate =
      shape.feedForward == .swiglu
      ? try layer("feed_forward.gate", width, hidden, .feedForward) : nil
    up = try layer("feed_forward.up", width, hidden, .feedForward)
    down = try layer("feed_forward.down", hidden, width, .feedForward)
    bottleneck = try shape.bottleneck.map {
      try Bottleneck($0, of: shape, make)
    }
  }

  /// The share of `heads` in the attention half, before it is joined to `x`.
  ///
  /// - Parameters:
  ///   - x: `positions x width`, whole, of consecutive positions; or a batch.
  ///   - heads: the heads that this device computes.
  ///   - queries: the positions that attend; by default all. All positions
  ///     give keys and values.
  ///   - pass: where the positions stand, and what is remembered.
  ///   - device: whose caches are used.
  ///   - counts: how often each key counts, remembered ones first; by default
  ///     once.
  ///   - positions: where the rows of `x` stand behind the first of `pass`; by
  ///     default one after another.
  /// - Returns: `queries x width`, a partial sum over heads.
  /// - Throws: ``Tensors/TensorError``.
  /// - Complexity: for n positions O(n width columns + n^2 columns), with the
  ///   columns of the heads.
  public func attention(
    _ x: Tensor, heads: HeadShare, queries: Range<Int>? = nil, in pass: Pass,
    device: Int, counts: [Float]? = nil, positions: [Int]? = nil
  ) throws -> Tensor {
    try attention(
      entering: entering(x, .attention), heads: heads, queries: queries,
      in: pass, device: device, counts: counts, positions: positions)
  }

  /// The same of what ``entering(_:_:)`` gives.
  ///
  /// - Throws: ``Tensors/TensorError``.
  public func attention(
    entering intake: Intake, heads: HeadShare, queries: Range<Int>? = nil,
    in pass: Pass, device: Int, counts: [Float]? = nil,
    positions: [Int]? = nil
  ) throws -> Tensor {
    let normed = intake.states
    let count = normed.shape[normed.shape.rank - 2]
    let rows = queries ?? 0..<count
    if let positions, positions.count != count {
      throw TensorError.shapes(
        operation: "attention", normed.shape, Shape(positions.count))
    }
    let size = shape.headSize
    let keyRows = heads.keyValueHeads.scaled(by: size)
    let queryRows = heads.heads.scaled(by: size)
    var keys = try key.weight.kept(
      turned(key(normed, outputs: keyRows), in: pass, at: positions))
    var values = try value.weight.kept(
      value(intake.values ?? normed, outputs: keyRows))
    (keys, values) = try remembered(keys, values, in: pass, device: device)
    let earlier = keys.shape[keys.shape.rank - 2] - count
    let asked = try turned(
      query(normed.positions(rows), outputs: queryRows),
      in: pass, from: rows.lowerBound, at: positions.map { Array($0[rows]) })
    let attended = try asked.attention(
      keys: keys, values: values, heads: heads.heads.count,
      keyValueHeads: heads.keyValueHeads.count,
      mask: mask(visible: earlier + rows.lowerBound + 1),
      counts: counts)
    return try output.partial(attended, inputs: queryRows)
  }

  /// The share of the hidden `units` in the feed-forward half, before it is
  /// joined to `x`.
  ///
  /// - Parameters:
  ///   - x: `rows x width`.
  ///   - units: the hidden units that this device computes; by default all.
  ///   - step: which of several parts; by default the first.
  /// - Returns: `rows x width`, a partial sum over units.
  /// - Throws: ``Tensors/TensorError``.
  /// - Complexity: O(rows x width x units).
  public func feedForward(
    _ x: Tensor, units: Range<Int>? = nil, step: Step = .feedForward
  ) throws -> Tensor {
    try feedForward(entering: entering(x, step), units: units, step: step)
  }

  /// The same of what ``entering(_:_:)`` gives.
  ///
  /// - Throws: ``Tensors/TensorError``.
  public func feedForward(
    entering intake: Intake, units: Range<Int>? = nil,
    step: Step = .feedForward
  ) throws -> Tensor {
    let units = units ?? 0..<shape.hidden
    return try feedForwardPart(
      hiddenUnits(entering: intake, units: units, step: step), units: units,
      step: step)
  }

  /// `x` with the whole sum of a step: bias, dropout, residual sum, and the
  /// norm where it stands behind. With a bottleneck, the first step makes the
  /// residual narrower and the last one joins what came of it to `hidden`.
  ///
  /// - Parameters:
  ///   - x: what the step before left, first what came into the block.
  ///   - sum: ``attention(_:heads:queries:in:device:counts:positions:)`` or
  ///     ``feedForward(_:units:step:)`` of everything.
  ///   - step: the half, or the part of it, that the sum is of.
  ///   - hidden: what came into the block.
  ///   - pass: draws what is dropped in training.
  /// - Returns: as `x`.
  /// - Throws: ``Tensors/TensorError``.
  public func joined(
    _ x: Tensor, _ sum: Tensor, _ step: Step, of hidden: Tensor, in pass: Pass
  ) throws -> Tensor {
    let (layer, norm) = layers(joining: step)
    var part = sum
    if let bias = layer.bias {
      part = try part.adding(repeated: bias.slice(at: part.place))
    }
    part = try layer.weight.values(ofSums: part)
    if let draw = pass.draw {
      part = try draw.droppingOut(part, site: site(of: step))
    }
    let y = try residual(x, step) + part
    return try widened(
      shape.normPlacement == .after ? norm(y) : y, step, of: hidden)
  }

  /// What the layers of a step take in: `x` through the norm of the step,
  /// where that stands before it; in int8 as steps. With a bottleneck,
  /// attention takes in what that makes of `x`, and for the values `x` itself.
  ///
  /// - Throws: ``Tensors/TensorError``.
  public func entering(_ x: Tensor, _ step: Step) throws -> Intake {
    let norm = layers(joining: step).norm
    let layer = step == .attention ? query : feedForwardLayers(step).up
    let states = try narrowed(x, step)
    return Intake(
      states: try layer.weight.entering(
        shape.normPlacement == .before ? norm(states) : states),
      values: step == .attention && bottleneck != nil ? x : nil)
  }

  /// Queries or keys of rows of `pass` from `first` on, or of rows that stand
  /// elsewhere, with their positions told.
  private func turned(
    _ x: Tensor, in pass: Pass, from first: Int = 0, at positions: [Int]?
  ) throws -> Tensor {
    guard let rotary, let positions else {
      return try turned(x, from: pass.position + first)
    }
    return try x.rotated(rotary, at: positions.map { pass.position + $0 })
  }
}
