import Cluster
import Models
import Tensors

/// Block parallelism after DeTransformer (Wei et al., DATE 2024; its code in
/// yuanxinnn/DeTransformer).
///
/// The layers of a model form some groups. In all but the last layer of a
/// group each device runs a narrow layer of its own on its columns of the
/// hidden state, of all positions, and nothing is sent. Then columns are
/// gathered; the last layer of the group is the model's own, on every device
/// alike or by tensor parallelism, and is cut into columns again. The output is
/// not the single device's: narrow layers have weights of their own, which
/// training fits.
///
/// Narrow layers have all hidden units of the model and either a share of the
/// heads (the code that takes times) or all of them in full size (the code that
/// trains). On one device the model runs as it is. The root computes the head.
public struct DeTransformer: Scheme {
  /// `detransformer`.
  public static let name = "detransformer"
  /// One line about it.
  public static let summary =
    "narrow layers on each device, gathered before some whole ones "
    + "(DeTransformer)"
  /// Narrow layers stand in for others.
  public static let isExact = false
  /// Groups, heads of narrow layers, and how whole layers run.
  public static let settings = [
    SchemeSetting(
      "exchanges", .integer(1...1_000),
      "groups of layers, so gathers in the whole model (1)"),
    SchemeSetting(
      "heads", .word(NarrowHeads.allCases.map(\.rawValue)),
      "heads of narrow layers: a share of the model's, or all in full size "
        + "(fewer)"),
    SchemeSetting(
      "originals", .word(Originals.allCases.map(\.rawValue)),
      "how the last layers of groups run (replicated)", changesTraining: false),
  ]

  /// How the last layer of a group runs.
  private enum Originals: String, CaseIterable {
    /// On every device alike.
    case replicated
    /// Heads and hidden units split.
    case tensorParallel = "tensor-parallel"
  }

  /// The scheme.
  public init() {}

  /// Devices that share heads equally.
  public func check(_ model: ModelShape, devices: Int) throws {
    if devices > 1 { try model.checkNarrowing(devices, scheme: Self.name) }
  }

  /// A narrow transformer for each device, of all layers but the last of each
  /// group.
  public func additions(
    to model: ModelShape, devices: Int, options: SchemeOptions
  ) throws -> AdditionsPlan? {
    guard devices > 1 else { return nil }
    try check(model, devices: devices)
    let exchanges = options.int("detransformer.exchanges", or: 1)
    guard exchanges <= model.blocks else {
      throw ModelError.option(
        "detransformer.exchanges", value: "\(exchanges)",
        expected: "at most \(model.blocks), one for each block of "
          + "'\(model.name)'")
    }
    guard exchanges < model.blocks else { return nil }
    let narrow = model.narrowed(
      devices, blocks: model.blocks - exchanges, fromInput: false,
      heads: options.choice("detransformer.heads", or: .fewer))
    return AdditionsPlan(
      scheme: Self.name,
      models: Array(repeating: narrow, count: devices))
  }

  /// Runs the groups one after another.
  public func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    let count = cluster.devices.count
    guard count > 1 else {
      return try Single().forward(pass, through: model, on: cluster)
    }
    let options = cluster.options.scheme
    // Also says what is wrong with options.
    let narrow =
      try additions(to: model.shape, devices: count, options: options) == nil
      ? [] : model.additions(of: Self.name).models
    let shares = TensorShares(of: model.shape, devices: count)
    let originals: Originals = options.choice(
      "detransformer.originals", or: .replicated)
    let groups = partition(
      model.blocks.count, into: options.int("detransformer.exchanges", or: 1))
    let columns = partition(model.shape.width, into: count)
    let ready = cluster.share(pass, of: model.shape)
    var x = try cluster.map { try model.embedding(pass, ready: ready[$0]) }
    var done = 0
    for group in groups {
      let layers = done..<done + group.count - 1
      let slices = try cluster.map { device in
        try cluster.run(
          layers, of: narrow, at: device, in: pass, from: group.lowerBound,
          on: x[device].columns(columns[device.index]))
      }
      done = layers.upperBound
      let block = model.blocks[group.upperBound - 1]
      let whole = try cluster.gatherColumns(slices, before: block)
      x =
        switch originals {
        case .replicated:
          try cluster.map {
            try cluster.run(block, on: whole[$0], in: pass, at: $0)
          }
        case .tensorParallel:
          try shares.run(block, on: whole, in: pass, on: cluster)
        }
    }
    return try cluster.observe([model.tell(x[cluster.root], of: pass)])
  }
}

extension Cluster {
  /// Runs `layers` of a device's narrow transformer; in traces they have the
  /// numbers of the layers in whose place they stand.
  fileprivate func run(
    _ layers: Range<Int>, of narrow: [Transformer], at device: Device,
    in pass: Pass, from number: Int, on x: Tensor
  ) throws -> Tensor {
    guard !layers.isEmpty else { return x }
    var own = pass
    own.memory = pass.memory?.part(1)
    let blocks = narrow[device.index].blocks[layers]
    return try zip(blocks, number...).reduce(x) {
      try run($1.0, on: $0, in: own, at: device, as: $1.1)
    }
  }

  /// Everyone gets everyone's columns, for `block`.
  fileprivate func gatherColumns(_ slices: Sharded, before block: Block) throws
    -> Sharded
  {
    try within(.attention, of: block.index) {
      var views = devices.map { _ in slices.parts }
      try asOneRound {
        for sender in devices {
          let others = devices.filter { $0 !== sender }
          let received = try send(slices[sender], from: sender, to: others)
          for (device, tensor) in zip(others, received) {
            views[device.index][sender.index] = tensor
          }
        }
      }
      return try map { try Tensor.beside(views[$0.index]) }
    }
  }
}
