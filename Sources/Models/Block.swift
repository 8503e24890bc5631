import Tensors

/// Some heads of a model: query heads and the key-value heads they share.
public struct HeadShare: Equatable, Sendable {
  /// Query heads.
  public let heads: Range<Int>
  /// Key-value heads.
  public let keyValueHeads: Range<Int>

  /// The query heads that share the key-value heads `keyValueHeads` of
  /// `shape`.
  public init(keyValueHeads: Range<Int>, of shape: ModelShape) {
    let group = shape.heads / shape.keyValueHeads
    self.keyValueHeads = keyValueHeads
    heads = keyValueHeads.lowerBound * group..<keyValueHeads.upperBound * group
  }

  /// All heads of `shape`.
  public init(allOf shape: ModelShape) {
    self.init(keyValueHeads: 0..<shape.keyValueHeads, of: shape)
  }
}

/// One pre-norm block: attention and a feed-forward part, each added to its
/// input by the caller.
///
/// Every function takes the part that one device computes: some heads, some
/// hidden units, some rows. Summed over all heads (or units) the results are
/// the whole model's.
public struct Block {
  /// Its number in the model.
  public let index: Int
  let shape: ModelShape
  let rotary: RotaryTable
  let attentionNorm: Parameter
  let query: Parameter
  let key: Parameter
  let value: Parameter
  let output: Parameter
  let feedForwardNorm: Parameter
  let gate: Parameter?
  let up: Parameter
  let down: Parameter

  /// All its weights, in the order in which they were made.
  public var parameters: [Parameter] {
    [attentionNorm, query, key, value, output, feedForwardNorm]
      + [gate].compactMap { $0 } + [up, down]
  }

  init(
    index: Int, shape: ModelShape, rotary: RotaryTable,
    parameter: (String, Shape) throws -> Parameter
  ) throws {
    func make(_ name: String, _ extents: Shape) throws -> Parameter {
      try parameter("blocks.\(index).\(name)", extents)
    }
    let (width, hidden) = (shape.width, shape.hidden)
    self.index = index
    self.shape = shape
    self.rotary = rotary
    attentionNorm = try make("attention.norm", Shape(width))
    query = try make("attention.query", Shape(width, width))
    key = try make("attention.key", Shape(shape.keyValueWidth, width))
    value = try make("attention.value", Shape(shape.keyValueWidth, width))
    output = try make("attention.output", Shape(width, width))
    feedForwardNorm = try make("feed_forward.norm", Shape(width))
    gate =
      shape.feedForward == .swiglu
      ? try make("feed_forward.gate", Shape(hidden, width)) : nil
    up = try make("feed_forward.up", Shape(hidden, width))
    down = try make("feed_forward.down", Shape(width, hidden))
  }

  /// The share of `heads` in the attention part, before it is added to `x`.
  ///
  /// - Parameters:
  ///   - x: `tokens x width`, whole, of consecutive positions.
  ///   - heads: the heads that this device computes.
  ///   - queries: the rows that attend; by default all. All rows give keys
  ///     and values.
  ///   - pass: where the rows stand, and what is remembered.
  ///   - device: whose caches are used.
  /// - Returns: `queries x width`, a partial sum over heads.
  public func attention(
    _ x: Tensor, heads: HeadShare, queries: Range<Int>? = nil, in pass: Pass,
    device: Int
  ) throws -> Tensor {
    let rows = queries ?? 0..<x.shape.rows
    let normed = try normalized(x, by: attentionNorm)
    let size = shape.headSize
    let keyRows = scaled(heads.keyValueHeads, by: size)
    let queryRows = scaled(heads.heads, by: size)
    var keys = try normed.linear(rowsOf(key, keyRows, x))
      .rotated(rotary, from: pass.position)
    var values = try normed.linear(rowsOf(value, keyRows, x))
    if let memory = pass.memory {
      let cache = memory.cache(
        device: device, block: index, width: keyRows.count, at: x.place)
      (keys, values) = try cache.append(keys, values)
    }
    let earlier = keys.shape.rows - x.shape.rows
    let attended = try normed.rows(rows).linear(rowsOf(query, queryRows, x))
      .rotated(rotary, from: pass.position + rows.lowerBound)
      .attention(
        keys: keys, values: values, heads: heads.heads.count,
        keyValueHeads: heads.keyValueHeads.count,
        visible: earlier + rows.lowerBound + 1)
    return try attended.linear(columnsOf(output, queryRows, x))
  }

  /// The share of the hidden `units` in the feed-forward part, before it is
  /// added to `x`.
  ///
  /// - Parameters:
  ///   - x: `rows x width`.
  ///   - units: the hidden units that this device computes; by default all.
  /// - Returns: `rows x width`, a partial sum over units.
  public func feedForward(_ x: Tensor, units: Range<Int>? = nil) throws
    -> Tensor
  {
    let units = units ?? 0..<shape.hidden
    let normed = try normalized(x, by: feedForwardNorm)
    let raised = try normed.linear(rowsOf(up, units, x))
    let active =
      if let gate {
        try normed.linear(rowsOf(gate, units, x)).siluGate(raised)
      } else {
        try raised.relu()
      }
    return try active.linear(columnsOf(down, units, x))
  }

  private func normalized(_ x: Tensor, by gain: Parameter) throws -> Tensor {
    try x.rmsNorm(
      gain.slice(at: x.place), epsilon: Float(shape.normEpsilon))
  }

  private func rowsOf(_ weight: Parameter, _ range: Range<Int>, _ x: Tensor)
    throws -> Tensor
  {
    let all = range == 0..<weight.shape[0]
    return try weight.slice(all ? .all : .rows(range), at: x.place)
  }

  private func columnsOf(_ weight: Parameter, _ range: Range<Int>, _ x: Tensor)
    throws -> Tensor
  {
    let all = range == 0..<weight.shape[1]
    return try weight.slice(all ? .all : .columns(range), at: x.place)
  }
}

private func scaled(_ range: Range<Int>, by factor: Int) -> Range<Int> {
  range.lowerBound * factor..<range.upperBound * factor
}
