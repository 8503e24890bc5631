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
    let outputs = layers.map { outputs ?? layout.cut($0.weight.shape[0]) }
    return try x.columns.products(
      layers.map(\.gathered), outputs: outputs, norm: norm?.gathered,
      computing: apart(x) {
        try $0.products(
          $1, of: x.columns.source, layers, outputs: outputs, norm: norm)
      })
  }

  /// What computes device by device after a gather; `nil` where one call does
  /// for all.
  private func apart<Result>(
    _ x: CatsGathered,
    _ compute: @escaping (CatsDevices, [CatsView]) throws -> Result
  ) -> (() throws -> Result)? {
    guard let devices, let views = x.views else { return nil }
    return { try compute(devices, views) }
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
      x = try cluster.within(.attention, of: block.index) {
        try settled(
          added(
            attention(block, x), block.output, to: x, of: block, .attention),
          name + ".attention.sum")
      }
    }
    if block.has(.feedForward) {
      x = try cluster.within(.feedForward, of: block.index) {
        try settled(
          added(raised(block, x), block.down, to: x, of: block, .feedForward),
          name + ".feed_forward.sum")
      }
    }
    return x
  }

  /// What the heads of all devices find, gathered.
  private func attention(_ block: Block, _ x: ColumnSharded) throws
    -> CatsGathered
  {
    let all = try gathered(x, at: .attention(block.index))
    let layers = [block.query, block.key, block.value]
    let mask: AttentionMask =
      shape.attends == .everywhere ? .none : .causal(visible: 1)
    let attended = try all.columns.attention(
      query: block.query.gathered, key: block.key.gathered,
      value: block.value.gathered, columns: layout.heads, heads: shape.heads,
      mask: mask, norm: block.attentionNorm.gathered,
      computing: apart(all) {
        try $0.attention(
          $1, of: all.columns.source, layers, columns: layout.heads,
          heads: shape.heads, mask: mask, norm: block.attentionNorm)
      })
    return try gathered(
      settled(attended, "blocks.\(block.index).attention.heads"),
      at: .attentionOutput(block.index))
  }

  /// The hidden units of all devices, gathered.
  private func raised(_ block: Block, _ x: ColumnSharded) throws
    -> CatsGathered
  {
    let raised = try product(
      x, at: .feedForward(block.index), [block.up],
      norm: block.feedForwardNorm)[0]
    return try gathered(
      settled(activated(raised), block.up),
      at: .feedForwardDown(block.index))
  }

  /// The residual sum, made where `x` lies unless elements are left out.
  private func added(
    _ found: CatsGathered, _ layer: LinearLayer, to x: ColumnSharded,
    of block: Block, _ half: Block.Half
  ) throws -> ColumnSharded {
    guard let draw = pass.draw, draw.dropout > 0 else {
      return try found.columns.product(
        layer.gathered, addedTo: x,
        computing: apart(found) {
          try $0.sum(x, $1, of: found.columns.source, layer)
        })
    }
    let rows = x.whole.shape.rows
    return try x
      + product(found, [layer])[0].local(
        { Work(.elementwise, macs: rows * $0) }
      ) {
        try draw.droppingOut($0, site: 2 * block.index + half.rawValue)
      }
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
}

/// What the devices have after a gather.
struct CatsGathered {
  let columns: Gathered
  /// By device, where each has a copy.
  let views: [CatsView]?
}

extension LinearLayer {
  fileprivate var gathered: Gathered.Layer { (weight, bias) }
}

extension NormLayer {
  /// `nil` for a norm without shift, which CATS has not.
  fileprivate var gathered: Gathered.Norm? {
    shift.map { (gain, $0, style) }
  }
}
