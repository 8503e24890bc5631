import Cluster
import Models
import Tensors

/// A pipeline whose devices and cuts a dynamic program chooses by what blocks
/// and hand-offs cost (EdgeShard, Zhang et al., arXiv:2405.14371).
///
/// Devices may be left out, and stand in any order; the first, where inputs
/// are, holds the embedding. It runs as ``Pipeline`` does: one request, one
/// device at a time. What a plan for throughput is good at shows in its slowest
/// stage.
public struct EdgeShard: Scheme {
  /// `edgeshard`.
  public static let name = "edgeshard"
  /// One line about it.
  public static let summary =
    "runs of blocks on chosen devices, by a dynamic program (EdgeShard)"
  /// What plans are made for and go by.
  public static let settings = [
    SchemeSetting(
      "goal", .word(ShardGoal.allCases.map(\.rawValue)),
      "what the plan of blocks and devices makes best (throughput)",
      changesTraining: false),
    SchemeSetting(
      "speeds", .text,
      "blocks that each device runs while one of speed 1 runs one, such as "
        + "'1, 1, 0.5' (all 1)", changesTraining: false),
    SchemeSetting(
      "hand_off", .real(0...1e6),
      "time of handing a hidden state on, in blocks of a device of speed 1 (0)",
      changesTraining: false),
    SchemeSetting(
      "room", .text,
      "blocks that each device has room for, such as '8, 8, 4' (any)",
      changesTraining: false),
  ]

  /// What blocks and hand-offs cost, as measured; `nil` where options say it.
  public let profile: ShardProfile?

  /// The scheme.
  public init(profile: ShardProfile? = nil) { self.profile = profile }

  /// Any number of devices; those that no plan wants do nothing.
  public func check(_ model: ModelShape, devices: Int) throws {
    try profile?.check(blocks: model.blocks, devices: devices)
  }

  /// Where the blocks of `model` go.
  ///
  /// - Throws: ``ShardError``, or
  ///   ``Models/ModelError/option(_:value:expected:)`` for a list that is none.
  public func plan(
    _ model: ModelShape, devices: Int, options: SchemeOptions
  ) throws -> ShardPlan {
    try check(model, devices: devices)
    let profile = try profile ?? ShardProfile(model, devices, options)
    return try profile.plan(
      for: options.choice("edgeshard.goal", or: .throughput))
  }

  /// Runs the blocks where the plan has them.
  public func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    let plan = try plan(
      model.shape, devices: cluster.devices.count,
      options: cluster.options.scheme)
    return try cluster.run(plan.stages, of: pass, through: model)
  }
}

extension ShardProfile {
  /// Devices of which options say how fast they are and how many blocks they
  /// hold; a second and a byte stand for a block.
  fileprivate init(
    _ model: ModelShape, _ devices: Int, _ options: SchemeOptions
  ) throws {
    self = .alike(blocks: model.blocks, devices: devices)
    if let speeds = try options.numbers(
      "edgeshard.speeds", devices: devices, least: 1e-9)
    {
      blockSeconds = speeds.map {
        Array(repeating: 1 / $0, count: model.blocks)
      }
    }
    let handOff = options.double("edgeshard.hand_off", or: 0)
    handOffSeconds = Array(
      repeating: Array(repeating: handOff, count: devices), count: devices)
    if let room = try options.numbers(
      "edgeshard.room", devices: devices, least: 0)
    {
      blockBytes = Array(repeating: 1, count: model.blocks)
      memoryBytes = room.map { Int($0) }
    }
  }
}
