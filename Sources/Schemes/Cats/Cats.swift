import Cluster
import Models
import Tensors

/// Column shards after CATS (Gräfe et al., arXiv:2605.15694).
///
/// The columns of the hidden state and of every layer's outputs lie on the
/// devices; before each layer all devices gather the columns. Each norms what
/// it has; heads stay whole and together with their keys and values. Four
/// gathers a block, no reduction, and all sums are local.
public struct Cats: Scheme {
  /// `cats`.
  public static let name = "cats"
  /// One line about it.
  public static let summary =
    "columns of states and weights split, four gathers a block (CATS)"
  /// Each sample loses messages of its own.
  public static let batches = BatchSupport.any

  /// The scheme.
  public init() {}

  /// At most one device a head; pre-norm models with LayerNorm, learned
  /// positions and two matrices in the feed-forward part.
  public func check(_ model: ModelShape, devices: Int) throws {
    guard devices <= model.heads else {
      throw ModelError.split(
        scheme: Self.name, model: model.name, devices: devices,
        limit: model.heads, part: "heads")
    }
    func refuse(_ what: String) -> ModelError {
      .unfit(scheme: Self.name, model: model.name, needs: what)
    }
    if model.bottleneck != nil { throw refuse("blocks without bottlenecks") }
    if model.normPlacement != .before || model.normsEmbedding {
      throw refuse("norms before the halves of a block only")
    }
    switch model.norm {
    case .rms, .noNorm: throw refuse("LayerNorm")
    case .layer, .cats: break
    }
    if case .cats(let copies) = model.norm, copies != 1, copies != devices {
      throw refuse("\(copies) devices, for which its norms were made")
    }
    switch model.input {
    case .tokens, .trigrams: throw refuse("vectors as input")
    case .vectors, .states: break
    }
    if model.heads != model.keyValueHeads {
      throw refuse("as many key-value heads as heads")
    }
    if case .rotary = model.positions { throw refuse("learned positions") }
    if model.feedForward == .swiglu {
      throw refuse("a feed-forward part of two matrices")
    }
    if case .vocabulary = model.head { throw refuse("no vocabulary") }
    if model.head == .states, model.input != .states { throw refuse("a head") }
  }

  /// Runs all blocks on all devices, each for its columns.
  ///
  /// Where ``Cluster/ClusterOptions/gathers`` are as in training, one call
  /// computes for all devices; else each has a copy of what it gathered.
  public func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    try forward(
      pass, through: model, on: cluster,
      by: cluster.options.gathers.areStandard ? nil : CatsDevices(cluster))
  }

  /// - Parameter devices: what computes device by device; `nil` for one call
  ///   for all.
  func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster,
    by devices: CatsDevices?
  ) throws -> Tensor {
    try check(model.shape, devices: cluster.devices.count)
    guard case .vectors(let vectors) = pass.input else {
      throw ModelError.input(model: model.shape.name, expected: "vectors")
    }
    let count = cluster.devices.count
    if let sent = model.sent, sent.devices != count {
      throw ModelError.sentColumns(
        model: model.shape.name, devices: count, chosenFor: sent.devices)
    }
    let run = CatsRun(
      model: model, pass: pass, cluster: cluster, devices: devices)
    var x = try run.embed(vectors)
    for block in model.blocks { x = try run.block(block, x) }
    return try run.tell(x)
  }
}
