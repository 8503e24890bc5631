import Cluster
import Models
import Tensors

/// One pass of CATS.
struct CatsRun {
  let model: Transformer
  let pass: Pass
  let cluster: Cluster
  /// What computes device by device; `nil` for one call for all.
  let devices: CatsDevices?
  let layout: CatsLayout

  var shape: ModelShape { model.shape }

  init(
    model: Transformer, pass: Pass, cluster: Cluster, devices: CatsDevices?
  ) {
    self.model = model
    self.pass = pass
    self.cluster = cluster
    self.devices = devices
    layout = CatsLayout(model.shape, devices: cluster.devices.count)
  }

  /// What the devices have of `x` after a gather.
  ///
  /// - Parameter positions: which ones of the states `x` has; `nil` for all.
  func gathered(
    _ x: ColumnSharded, at gather: CatsGather, positions: Range<Int>? = nil
  ) throws -> CatsGathered {
    let columns = cluster.gather(x, sent: model.sent?.masks[gather.name])
    return CatsGathered(
      columns: columns,
      views: try devices?.views(
        columns, kind: gather.kind, positions: positions))
  }

  /// What each device has of `x`, through the layers: its outputs.
  func product(
    _ x: ColumnSharded, at gather: CatsGather, _ layers: [LinearLayer],
    norm: NormLayer? = nil, outputs: [Range<Int>]? = nil
  ) throws -> [ColumnSharded] {
    try product(
      gathered(x, at: gather), layers, norm: norm, outputs: outputs)
  }

  func product(
    _ x: CatsGathered, _ layers: [LinearLayer], norm: NormLayer? = nil,
    outputs: [Range<Int>]? = nil
  ) throws -> [ColumnSharded] {
    let weights = layers.map { ($0.weight, $0.bias) }
    let outputs = layers.map { outputs ?? layout.cut($0.weight.shape[0]) }
    let parts = norm.flatMap { norm in
      norm.shift.map { (norm.gain, $0, norm.style) }
    }
    guard let devices, let views = x.views else {
      return try x.columns.products(weights, outputs: outputs, norm: parts)
    }
    return try x.columns.products(weights, outputs: outputs, norm: parts) {
      try devices.products(
        views, of: x.columns.source, layers, outputs: outputs, norm: norm)
    }
  }

  /// `x` as it lies on the devices, under its name.
  func settled(_ x: ColumnSharded, _ name: String) throws -> ColumnSharded {
    try devices?.settled(x, as: name) ?? x
  }

  /// The outputs of a layer as they lie on the devices.
  func settled(_ x: ColumnSharded, _ layer: LinearLayer) throws
    -> ColumnSharded
  {
    try settled(x, layer.weight.name)
  }

  /// One block: attention, then the feed-forward part.
  func block(_ block: Block, _ x: ColumnSharded) throws -> ColumnSharded {
    let name = "blocks.\(block.index)"
    var x = x
    if block.has(.attention) {
      let part = try dropped(attention(block, x), block, .attention)
      x = try settled(x + part, name + ".attention.sum")
    }
    if block.has(.feedForward) {
      let part = try dropped(feedForward(block, x), block, .feedForward)
      x = try settled(x + part, name + ".feed_forward.sum")
    }
    return x
  }

  private func attention(_ block: Block, _ x: ColumnSharded) throws
    -> ColumnSharded
  {
    let layers = [block.query, block.key, block.value]
    let asked = try zip(
      product(
        x, at: .attention(block.index), layers, norm: block.attentionNorm,
        outputs: layout.heads), layers
    ).map { try settled($0, $1) }
    let attended = try asked[0].attention(
      keys: asked[1], values: asked[2], heads: shape.heads,
      mask: shape.attends == .everywhere ? .none : .causal(visible: 1))
    return try settled(
      product(
        settled(attended, "blocks.\(block.index).attention.heads"),
        at: .attentionOutput(block.index), [block.output])[0], block.output)
  }

  private func feedForward(_ block: Block, _ x: ColumnSharded) throws
    -> ColumnSharded
  {
    let raised = try product(
      x, at: .feedForward(block.index), [block.up],
      norm: block.feedForwardNorm)[0]
    return try settled(
      product(
        settled(activated(raised), block.up),
        at: .feedForwardDown(block.index), [block.down])[0], block.down)
  }

  private func activated(_ x: ColumnSharded) throws -> ColumnSharded {
    let kind: Activation =
      switch shape.feedForward {
      case .gelu: .gelu
      case .geluTanh: .geluTanh
      case .relu, .swiglu: .relu
      }
    let rows = x.whole.shape.rows
    return try x.local({ Work(.elementwise, macs: rows * $0) }) {
      try $0.activated(kind)
    }
  }

  private func dropped(
    _ x: ColumnSharded, _ block: Block, _ half: Block.Half
  ) throws -> ColumnSharded {
    guard let dropout = pass.dropout else { return x }
    let rows = x.whole.shape.rows
    return try x.local({ Work(.elementwise, macs: rows * $0) }) {
      try dropout.apply(to: $0, site: 2 * block.index + half.rawValue)
    }
  }
}

/// What the devices have after a gather.
struct CatsGathered {
  let columns: Gathered
  /// By device, where each has a copy.
  let views: [CatsView]?
}
