import Tensors

// The parts of a block that a device can compute tile by tile, a tile being
// some positions: before and behind what needs all positions at once.

extension Block {
  /// What some heads make of a tile, before its positions are told.
  public struct Projections {
    /// `positions x (heads * headSize)`.
    public let queries: Tensor
    /// `positions x (keyValueHeads * headSize)`.
    public let keys: Tensor
    /// As the keys.
    public let values: Tensor

    /// Projections that come from elsewhere; without queries for positions
    /// that do not attend.
    public init(queries: Tensor? = nil, keys: Tensor, values: Tensor) {
      self.queries = queries ?? Tensor(Shape(0, 0))
      self.keys = keys
      self.values = values
    }
  }

  /// Queries, keys and values that `heads` make of a tile.
  ///
  /// - Returns: a row for each of the tile.
  /// - Throws: ``Tensors/TensorError``.
  public func projections(of tile: Intake, heads: HeadShare) throws
    -> Projections
  {
    let keyRows = heads.keyValueHeads.scaled(by: shape.headSize)
    return Projections(
      queries: try query(
        tile.states, outputs: heads.heads.scaled(by: shape.headSize)),
      keys: try key(tile.states, outputs: keyRows),
      values: try value(tile.values ?? tile.states, outputs: keyRows))
  }

  /// What `heads` find, from the projections of tiles that together are all
  /// positions of `pass`.
  ///
  /// - Parameters:
  ///   - tiles: of consecutive positions, in their order.
  ///   - heads: those that made the projections.
  ///   - pass: where the positions stand, and what is remembered.
  ///   - device: whose caches are used.
  ///   - asking: the only tile whose positions attend; by default all do.
  ///   - counts: how often each key counts; by default once.
  /// - Returns: `positions x (heads * headSize)`, for
  ///   ``attentionPart(_:heads:)``.
  /// - Throws: ``Tensors/TensorError``.
  /// - Complexity: O(asking positions x positions x columns of the heads).
  public func attended(
    _ tiles: [Projections], heads: HeadShare, in pass: Pass, device: Int,
    asking: Int? = nil, counts: [Float]? = nil
  ) throws -> Tensor {
    let queries =
      try asking.map { tiles[$0].queries }
      ?? Tensor.joined(tiles.map(\.queries))
    let first = tiles[..<(asking ?? 0)].reduce(0) {
      $0 + $1.keys.shape[$1.keys.shape.rank - 2]
    }
    let keys = try Tensor.joined(tiles.map(\.keys))
    let count = keys.shape[keys.shape.rank - 2]
    let kept = try remembered(
      key.weight.kept(turned(keys, from: pass.position)),
      value.weight.kept(Tensor.joined(tiles.map(\.values))), in: pass,
      device: device)
    let earlier = kept.keys.shape[keys.shape.rank - 2] - count
    return try turned(queries, from: pass.position + first).attention(
      keys: kept.keys, values: kept.values, heads: heads.heads.count,
      keyValueHeads: heads.keyValueHeads.count,
      mask: mask(visible: earlier + first + 1), counts: counts)
  }

  /// The share of `heads` in the attention half, from what they found at some
  /// positions.
  ///
  /// - Parameters:
  ///   - attended: `rows x (heads * headSize)`.
  ///   - heads: those that found it.
  /// - Returns: `rows x width`, a partial sum over heads.
  /// - Throws: ``Tensors/TensorError``.
  public func attentionPart(_ attended: Tensor, heads: HeadShare) throws
    -> Tensor
  {
    try output.partial(
      attended, inputs: heads.heads.scaled(by: shape.headSize))
  }

  /// Hidden `units` of a feed-forward step, for some positions.
  ///
  /// - Returns: `rows x units`, activated.
  /// - Throws: ``Tensors/TensorError``.
  public func hiddenUnits(
    entering intake: Intake, units: Range<Int>, step: Step
  ) throws -> Tensor {
    let (normed, layers) = (intake.states, feedForwardLayers(step))
    let raised = try layers.up(normed, outputs: units)
    switch shape.feedForward {
    case .swiglu:
      return try layers.gate.map {
        try $0(normed, outputs: units).siluGate(raised)
      } ?? raised
    case .relu: return try raised.relu()
    case .gelu: return try raised.activated(.gelu)
    case .geluTanh: return try raised.activated(.geluTanh)
    }
  }

  /// The share of hidden `units` in a feed-forward step, from what
  /// ``hiddenUnits(entering:units:step:)`` gives.
  ///
  /// - Returns: `rows x width`, a partial sum over units.
  /// - Throws: ``Tensors/TensorError``.
  public func feedForwardPart(
    _ active: Tensor, units: Range<Int>, step: Step
  ) throws -> Tensor {
    try feedForwardLayers(step).down.partial(active, inputs: units)
  }

  /// Keys and values behind those that are remembered.
  func remembered(
    _ keys: Tensor, _ values: Tensor, in pass: Pass, device: Int
  ) throws -> (keys: Tensor, values: Tensor) {
    guard let memory = pass.memory else { return (keys, values) }
    return try memory.cache(
      device: device, block: index, width: keys.shape.columns, at: keys.place
    ).append(keys, values)
  }

  /// What the first row of queries sees, the first `visible` keys, and those
  /// behind it.
  func mask(visible: Int) -> AttentionMask {
    shape.attends == .everywhere ? .none : .causal(visible: visible)
  }

  /// Queries or keys with their positions told, where that is how.
  func turned(_ x: Tensor, from position: Int) throws -> Tensor {
    try rotary.map { try x.rotated($0, from: position) } ?? x
  }
}

extension Range<Int> {
  /// The elements of these heads.
  func scaled(by factor: Int) -> Range {
    lowerBound * factor..<upperBound * factor
  }
}
