import Cluster
import Models
import Tensors

/// CATS device by device, for evaluation: each device has a copy of what it
/// gathered, and norms and multiplies that copy alone. So it can do what one
/// call for all devices cannot: keep stale columns, norm over lost ones,
/// compute in int8.
///
/// One inference each: it remembers what the devices heard.
final class CatsDevices {
  private let cluster: Cluster
  private let options: GatherOptions
  /// Sizes of all tensors so far, where they are wanted.
  private(set) var noted: Calibration?
  private var memories: [CatsGather.Kind: [CatsMemory?]] = [:]

  /// - Parameter notes: whether sizes are noted.
  init(_ cluster: Cluster, notes: Bool = false) {
    self.cluster = cluster
    options = cluster.options.gathers
    noted = notes ? Calibration() : nil
  }

  /// What a device last had of a kind of tensor.
  private struct CatsMemory {
    /// Zeros where it never had anything.
    let values: Tensor
    /// Where it had something.
    let known: ColumnMask
  }

  private var isInt8: Bool { options.arithmetic == .int8 }

  /// What each device has after a gather; none for a shape alone.
  ///
  /// - Parameter positions: which ones of those that were gathered earlier;
  ///   `nil` for all.
  func views(
    _ all: Gathered, kind: CatsGather.Kind?, positions: Range<Int>?
  ) throws -> [CatsView] {
    guard all.source.whole.hasValues else { return [] }
    return try cluster.devices.indices.map {
      try view(all, at: $0, kind, positions)
    }
  }

  private func view(
    _ all: Gathered, at device: Int, _ kind: CatsGather.Kind?,
    _ positions: Range<Int>?
  ) throws -> CatsView {
    let x = all.source.whole
    let expected = all.layout.expected(at: device)
    let came = all.layout.came(to: device, of: expected)
    var (values, has) = (x, came)
    var isZeroed = false
    if options.lost == .stale, let kind {
      let earlier = memories[kind]?[device]
      if !came.isFull {
        values = try x.choosing(
          came.tensor(),
          else: earlier.map {
            try positions.map($0.values.positions) ?? $0.values
          })
        isZeroed = expected.isFull
      }
      if let earlier { has = came.union(earlier.known, within: expected) }
      if positions == nil {
        let none = [CatsMemory?](
          repeating: nil, count: cluster.devices.count)
        memories[kind, default: none][device] = CatsMemory(
          values: values,
          known: earlier.map { came.union($0.known) } ?? came)
      }
      // Stale values were on the grid of an earlier tensor.
      if !came.isFull, let grid = all.source.grid {
        values = try grid.rounded(values)
      }
    }
    if !isZeroed, !has.isFull { values = try values.choosing(has.tensor()) }
    return CatsView(
      values: values, expected: expected.isFull ? nil : try expected.tensor(),
      present: has.fills(expected) ? nil : try has.tensor(),
      isWhole: came.isFull)
  }

  /// The outputs of some layers, each device's from what it has.
  func products(
    _ views: [CatsView], of x: ColumnSharded, _ layers: [LinearLayer],
    outputs: [[Range<Int>]], norm: NormLayer?
  ) throws -> [Tensor] {
    guard !views.isEmpty, layers.allSatisfy(\.weight.value.hasValues) else {
      return layers.map {
        Tensor(x.whole.shape.with(columns: $0.weight.shape[0]))
      }
    }
    var grid: Int8Grid?
    if isInt8 {
      let found = try norm.map { try options.calibration.grid($0.gain.name) }
      guard let made = found ?? x.grid else {
        throw TensorError.uncalibrated(layers[0].weight.name)
      }
      grid = made
    }
    // Devices that have all columns make the same of them.
    var ofAll: Tensor?
    let isShared = (norm?.gain.shape.rows ?? 1) == 1
    let inputs = try views.enumerated().map { device, view in
      if let ofAll, view.isWhole, isShared { return ofAll }
      let normed = try norm.map { try self.normed(view, $0, device) }
      let values = normed ?? view.values
      let input = try grid?.steps(of: values) ?? values
      if view.isWhole, isShared { ofAll = input }
      return input
    }
    return try zip(layers, outputs).map { layer, outputs in
      let weight = try cluster.whole(layer.weight)
      let bias = try layer.bias.map(cluster.whole)
      guard let grid else {
        return try Tensor.products(
          of: inputs, weight, bias: bias, outputs: outputs)
      }
      return try Tensor.products(
        of: inputs,
        Int8Layer(
          weight: weight, bias: bias, input: grid,
          kept: kept(views, outputs: outputs)), outputs: outputs)
    }
  }

  /// What the heads of all devices find, each device's from what it has.
  func attention(
    _ views: [CatsView], of x: ColumnSharded, _ layers: [LinearLayer],
    columns: [Range<Int>], heads: Int, mask: AttentionMask, norm: NormLayer
  ) throws -> Tensor {
    let asked = try zip(
      products(
        views, of: x, layers, outputs: layers.map { _ in columns }, norm: norm),
      layers
    ).map { try settled($0, as: $1.weight.name) }
    guard isInt8, asked.allSatisfy(\.hasValues) else {
      return try asked[0].attention(
        keys: asked[1], values: asked[2], heads: heads, keyValueHeads: heads,
        mask: mask)
    }
    let grids = try layers.map {
      try options.calibration.grid($0.weight.name)
    }
    return try grids[0].steps(of: asked[0]).plainAttention(
      keys: grids[1].steps(of: asked[1]), values: asked[2], heads: heads,
      mask: mask, grid: grids[0], keyGrid: grids[1])
  }

  /// `x` with each device's outputs of a layer added where it lies.
  func sum(
    _ x: ColumnSharded, _ views: [CatsView], of source: ColumnSharded,
    _ layer: LinearLayer
  ) throws -> Tensor {
    let made = try products(
      views, of: source, [layer], outputs: [x.cuts], norm: nil)
    return try x.whole + settled(made[0], as: layer.weight.name)
  }

  /// The weights that devices store; empty if those are all.
  private func kept(_ views: [CatsView], outputs: [Range<Int>]) throws
    -> [(outputs: Range<Int>, inputs: [Float])]
  {
    guard views.contains(where: { $0.expected != nil }) else { return [] }
    return try zip(outputs, views).map { outputs, view in
      let all = [Float](repeating: 1, count: view.values.shape.columns)
      return (outputs, try view.expected?.values() ?? all)
    }
  }

  /// What a device makes of what it has, in floats.
  private func normed(_ view: CatsView, _ norm: NormLayer, _ device: Int)
    throws -> Tensor
  {
    guard let shift = try norm.shift.map({ try own($0, device) }) else {
      return view.values
    }
    let gain = try own(norm.gain, device)
    let overAll = options.norms == .all || view.present == nil
    var y = try view.values.layerNorm(
      gain: gain, shift: shift, style: norm.style,
      present: overAll ? view.expected : view.present)
    // CATS does not zero lost columns again after gain and shift.
    if !overAll, norm.style == .cats, let present = view.present {
      let columns = gain.shape.count
      let (gains, shifts) = (try gain.values(), try shift.values())
      let expected = try view.expected?.values()
      let terms = try present.values().enumerated().map { index, bit in
        let column = index % columns
        return bit != 0 || expected?[column] == 0
          ? 0 : gains[column] * shifts[column]
      }
      y = try y.adding(bySample: Tensor(present.shape, terms))
    }
    try noted?.note(y, as: norm.gain.name)
    return y
  }

  /// A device's own copy of a norm's weight, or the one for all.
  private func own(_ weight: Parameter, _ device: Int) throws -> Tensor {
    let whole = try cluster.whole(weight)
    guard whole.shape.rows > 1 else {
      return try whole.reshaped(Shape(whole.shape.count))
    }
    return try whole.rows(device..<device + 1)
      .reshaped(Shape(whole.shape.columns))
  }

  /// `x` as it lies on the devices: in int8 rounded to the grid of its name.
  func settled(_ x: ColumnSharded, as name: String) throws -> ColumnSharded {
    guard x.whole.hasValues else { return x }
    try noted?.note(x.whole, as: name)
    return isInt8
      ? try x.rounded(to: options.calibration.grid(name)) : x
  }

  private func settled(_ x: Tensor, as name: String) throws -> Tensor {
    guard x.hasValues else { return x }
    try noted?.note(x, as: name)
    return isInt8 ? try options.calibration.grid(name).rounded(x) : x
  }

  /// A weight that is added: in int8 rounded to a grid of its own.
  func settled(weight: Tensor) throws -> Tensor {
    isInt8 && weight.hasValues
      ? try Int8Grid(fitting: weight).rounded(weight) : weight
  }
}
