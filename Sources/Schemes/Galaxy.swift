import Cluster
import Models
import Tensors

/// Tensor and sequence parallelism by turns after Galaxy (Ye et al., INFOCOM
/// 2024, arXiv:2405.17245; schedule of the README of its Galaxy-LM).
///
/// Heads and hidden units are split, as in ``TensorParallel``; but partial
/// sums are reduced and scattered, so that each device adds the residual and
/// norms for some positions alone, and gathers all positions again. Both go
/// around a ring in tiles. Where they are overlapped, a device multiplies a
/// tile while another travels, reading the weights once a tile.
///
/// A step of one token is tensor parallelism. The root computes the head.
public struct Galaxy: Scheme {
  /// `galaxy`.
  public static let name = "galaxy"
  /// One line about it.
  public static let summary =
    "heads and units split, positions between them, overlapped by tiles "
    + "(Galaxy)"

  /// Whether tiles overlap.
  public static let settings = [
    SchemeSetting(
      "overlap", .flag,
      "whether devices compute on tiles while others travel (true)",
      changesTraining: false)
  ]

  /// The scheme.
  public init() {}

  /// At most one device a key-value head.
  public func check(_ model: ModelShape, devices: Int) throws {
    let limit = min(model.keyValueHeads, model.hidden)
    guard devices <= limit else {
      throw ModelError.split(
        scheme: Self.name, model: model.name, devices: devices, limit: limit,
        part: "key-value heads")
    }
  }

  /// Runs all blocks on all devices, each with its share.
  public func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    let count = cluster.devices.count
    try check(model.shape, devices: count)
    let positions = model.positions(of: pass)
    guard count > 1, positions > 1 else {
      return try TensorParallel().forward(pass, through: model, on: cluster)
    }
    return try GalaxyRun(
      pass: pass, model: model, cluster: cluster,
      shares: TensorShares(of: model.shape, devices: count),
      tiles: partition(positions, into: count),
      overlaps: cluster.options.scheme.flag("galaxy.overlap", or: true)
    ).run()
  }
}

/// A pass of ``Galaxy`` over several devices and positions.
private struct GalaxyRun {
  let pass: Pass
  let model: Transformer
  let cluster: Cluster
  let shares: TensorShares
  /// The positions of each device.
  let tiles: [Range<Int>]
  let overlaps: Bool

  /// Makes the part of a device in the tile of a number.
  private typealias Parts = (Device, Int) throws -> Tensor

  func run() throws -> Tensor {
    let ready = cluster.share(pass, of: model.shape)
    // Everyone embeds all positions: nothing to gather before the first step.
    let whole = try cluster.map { try model.embedding(pass, ready: ready[$0]) }
    var x = try cluster.map { try whole[$0].positions(tiles[$0.index]) }
    var isFirst = true
    for block in model.blocks {
      let hidden = x
      for step in block.steps {
        x = try cluster.within(step.half.part, of: block.index) {
          let parts = try parts(
            of: block, step, isFirst ? whole : x, isWhole: isFirst)
          let sums = try cluster.ringReduceScatter(parts)
          return try cluster.map {
            try block.joined(x[$0], sums[$0], step, of: hidden[$0], in: pass)
          }
        }
        isFirst = false
      }
    }
    let gathered = try cluster.within(.feedForward, of: model.blocks.count - 1)
    { try cluster.ringAllGather(x) { $2 } }
    let all = try Tensor.joined(gathered[cluster.root.index])
    return try cluster.observe([model.tell(all, of: pass)])
  }

  /// The partial sums of a step, made when they are asked for.
  ///
  /// - Parameter isWhole: whether devices have all positions of `x` already.
  private func parts(
    of block: Block, _ step: Block.Step, _ x: Sharded, isWhole: Bool
  ) throws -> Parts {
    let own = try cluster.devices.map { try block.entering(x[$0], step) }
    guard overlaps else {
      let all = isWhole ? own.map { [$0] } : try gathered(own) { $2 }
      let sums = try cluster.map {
        try shares.part(
          of: block, step, entering: Block.Intake(joining: all[$0.index]),
          in: pass, on: $0)
      }
      return { try sums[$0].positions(tiles[$1]) }
    }
    switch step.half {
    case .attention:
      let made =
        try isWhole
        ? cluster.devices.map {
          [
            try block.projections(
              of: own[$0.index], heads: shares.heads(of: $0))
          ]
        }
        : gathered(own) {
          try block.projections(of: $2, heads: shares.heads(of: $0))
        }
      let found = try cluster.map {
        try block.attended(
          made[$0.index], heads: shares.heads(of: $0), in: pass,
          device: $0.index)
      }
      return {
        try block.attentionPart(
          found[$0].positions(tiles[$1]), heads: shares.heads(of: $0))
      }
    case .feedForward:
      func units(_ device: Device, _ tile: Block.Intake) throws -> Tensor {
        try block.hiddenUnits(
          entering: tile, units: shares.units(of: device), step: step)
      }
      let active =
        try isWhole
        ? cluster.devices.map { device in
          try tiles.map { try units(device, own[device.index].positions($0)) }
        } : gathered(own) { try units($0, $2) }
      return {
        try block.feedForwardPart(
          active[$0.index][$1], units: shares.units(of: $0), step: step)
      }
    }
  }

  /// What devices make of everyone's tile as it comes.
  private func gathered<Result>(
    _ own: [Block.Intake],
    _ body: (Device, Int, Block.Intake) throws -> Result
  ) throws -> [[Result]] {
    // Behind a bottleneck values are made of something else.
    let values = own.compactMap(\.values)
    let others =
      values.isEmpty
      ? nil : try cluster.ringAllGather(Sharded(values)) { $2 }
    return try cluster.ringAllGather(Sharded(own.map(\.states))) {
      try body(
        $0, $1, Block.Intake(states: $2, values: others?[$0.index][$1]))
    }
  }
}

extension Block.Intake {
  /// Tiles put together.
  fileprivate init(joining tiles: [Block.Intake]) throws {
    let values = tiles.compactMap(\.values)
    self.init(
      states: try Tensor.joined(tiles.map(\.states)),
      values: values.isEmpty ? nil : try Tensor.joined(values))
  }

  /// Some positions of it.
  fileprivate func positions(_ range: Range<Int>) throws -> Block.Intake {
    Block.Intake(
      states: try states.positions(range),
      values: try values.map { try $0.positions(range) })
  }
}
