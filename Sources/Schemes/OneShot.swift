import Cluster
import Models
import Tensors

/// Models of their own on all devices, brought together once: as CoFormer
/// (arXiv:2508.20375), ED-ViT (arXiv:2410.11650) and others do.
///
/// Each device takes the whole input in and runs a model that is narrower in
/// columns, heads and hidden units by the number of devices. What these tell
/// of the positions that are scored is gathered at the root, once an inference;
/// the head of the model runs on it side by side. The output is not the single
/// device's: narrow models are trained for it, together. Theirs differ in size
/// and in how they are made; here all are alike. On one device the model runs as
/// it is.
public struct OneShot: Scheme {
  /// `one-shot`.
  public static let name = "one-shot"
  /// One line about it.
  public static let summary =
    "a narrow model on each device, gathered once before the head"
  /// Narrow models stand in for the model.
  public static let isExact = false

  /// The scheme.
  public init() {}

  /// Devices that share heads equally, each with a hidden unit or more.
  public func check(_ model: ModelShape, devices: Int) throws {
    guard devices > 1 else { return }
    try model.checkNarrowing(devices, scheme: Self.name)
    guard model.input != .states else {
      throw ModelError.unfit(
        scheme: Self.name, model: model.name,
        needs: "an input that every device can embed for itself")
    }
    guard devices <= model.hidden else {
      throw ModelError.split(
        scheme: Self.name, model: model.name, devices: devices,
        limit: model.hidden, part: "hidden units")
    }
  }

  /// A narrow transformer for each device.
  public func additions(
    to model: ModelShape, devices: Int, options: SchemeOptions
  ) throws -> AdditionsPlan? {
    guard devices > 1 else { return nil }
    try check(model, devices: devices)
    let narrow = model.narrowed(
      devices, blocks: model.blocks, fromInput: true, heads: .fewer)
    return AdditionsPlan(
      scheme: Self.name,
      models: partition(model.hidden, into: devices).map {
        var own = narrow
        own.hidden = $0.count
        return own
      })
  }

  /// Runs all narrow models, and the head on what they tell.
  public func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    let count = cluster.devices.count
    guard count > 1 else {
      return try Single().forward(pass, through: model, on: cluster)
    }
    try check(model.shape, devices: count)
    let narrow = try model.additions(of: Self.name).models
    let ready = cluster.share(pass, of: model.shape)
    let scored = model.scored(in: pass)
    let told = try cluster.map { device in
      let own = narrow[device.index]
      var x = try own.embedding(pass, ready: ready[device])
      for block in own.blocks {
        x = try cluster.run(block, on: x, in: pass, at: device)
      }
      return try own.head(x.positions(scored))
    }
    var parts = told.parts
    try cluster.asOneRound {
      for device in cluster.devices where device !== cluster.root {
        parts[device.index] = try cluster.send(
          told[device], from: device, to: [cluster.root])[0]
      }
    }
    let seen = try cluster.observe([model.head(Tensor.beside(parts))])
    return model.shape.classes > 0
      ? try seen.reshaped(Shape(pass.batch ?? 1, model.shape.classes)) : seen
  }
}
