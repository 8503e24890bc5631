import Cluster
import Models
import Platforms
import Schemes

/// A point's settings as the things that they name.
public struct Configuration: Sendable {
  /// The model's file.
  public let model: ModelFile
  /// The scheme.
  public let scheme: any Scheme
  /// How many devices.
  public let devices: Int
  /// The platform, with what the settings change about it.
  public let platform: Platform
  /// `paper` or `physical`.
  public let accounting: String
  /// Formats, collective and loss.
  public private(set) var options: ClusterOptions
  /// What sums over the air go by, if there are any.
  let air: AirPlan?
  /// New tokens in the pass.
  public let tokens: Int
  /// Samples in the pass.
  public let batch: Int
  /// Tokens already in the KV cache.
  public let context: Int
  /// The share of its columns that a device does not send.
  public let prune: Double
  /// Whether what does not fit has no times.
  public let mustFit: Bool

  /// What `settings` name in `workspace`.
  ///
  /// - Parameters:
  ///   - settings: of one point.
  ///   - seed: names the random numbers of the loss.
  ///   - workspace: where models and platforms lie.
  /// - Throws: ``ConfigurationError``, ``WorkspaceError``,
  ///   ``Models/ModelError`` if the scheme cannot split the model; where losses
  ///   are those of rounds of Mixer, ``Platforms/MixerPacketError`` and what
  ///   costing throws.
  public init(_ settings: Settings, seed: Int, in workspace: Workspace) throws {
    func word(_ name: String) throws -> String {
      guard let word = settings[name]?.word else {
        throw ConfigurationError.missing(name)
      }
      return word
    }
    func number(_ name: String, or standard: Int) -> Int {
      settings[name]?.int ?? standard
    }
    model = try workspace.model(word("model"), settings)
    let name = try word("scheme")
    let scheme = try workspace.scheme(name)
    self.scheme = scheme
    try settings.checkGathers(
      scheme: name,
      continuesText: model.shape.isLanguageModel && model.checkpoint != nil)
    devices = number("devices", or: 1)
    tokens = Self.tokens(settings, model)
    batch = number("batch", or: 1)
    context = number("context", or: 0)
    prune = settings.prune
    mustFit = settings["must_fit"]?.flag ?? true
    accounting = settings["accounting"]?.word ?? "paper"
    var platform = try workspace.platform(word("platform"))
    try platform.apply(settings)
    let network = try platform.accounting(accounting).network
    options = ClusterOptions(
      settings, in: workspace, platform: platform, network: network,
      seed: UInt64(bitPattern: Int64(seed)))
    options.repeats = model.repeats
    try scheme.check(model.shape, devices: devices)
    let key = UInt64(bitPattern: Int64(seed))
    air = try AirPlan(
      network, options.allReduce, devices: devices, settings, seed: key)
    if let radio = try air?.radioAtItsRate() {
      platform.setAir(radio, accounting: accounting)
    }
    self.platform = platform
    if let loads = air?.loads {
      options.scheme["\(TensorParallel.name).loads"] = loads
    }
    try checkShares(settings)
    guard batch == 1 || !model.shape.keepsKeys else {
      throw ConfigurationError.batch(model: model.shape.name)
    }
    guard context + tokens <= model.shape.context else {
      throw ModelError.context(
        model: model.shape.name, position: context + tokens,
        limit: model.shape.context)
    }
    if let loss = try roundLoss(settings, seed: key) { options.loss = loss }
    if scheme is EdgeShard, devices > 1 {
      options.scheme = try profiled(options.scheme)
    }
  }

  /// Has sums over the air meet their channel, which simulation does not need.
  ///
  /// - Throws: ``Platforms/AirCompError``.
  public mutating func openChannel() throws {
    options.channel = try air?.channel(
      computing: computedShares(), sumsPerToken: 2 * model.shape.blocks)
  }

  /// New positions in the pass: as many as a model of vectors takes, else as
  /// the settings say.
  private static func tokens(_ settings: Settings, _ model: ModelFile) -> Int {
    model.preparation.count ?? settings["tokens"]?.int ?? 1
  }

  /// The trace of one pass by shapes alone, and its costs.
  ///
  /// - Throws: ``Platforms/PlatformError``, ``Tensors/TensorError``.
  public func simulate() throws -> (trace: Trace, costs: Costs) {
    let trace = try trace(of: scheme, through: model.shape, devices: devices)
    return (
      trace,
      try Costs(
        of: trace, on: platform, accounting: accounting, mustFit: mustFit)
    )
  }

  /// The trace of one pass of `scheme` by shapes alone.
  func trace(
    of scheme: any Scheme, through shape: ModelShape, devices: Int
  ) throws -> Trace {
    let cluster = try Cluster(devices: devices, options: options)
    let memory = shape.keepsKeys ? DecodingMemory(length: context) : nil
    let weights = try Transformer(shapesOnly: shape)
    weights.sent = try scheme.sentColumns(
      of: weights, devices: devices, prune: prune)
    weights.additions = try scheme.additions(
      to: shape, devices: devices, options: options.scheme
    ).map(Additions.init(shapesOnly:))
    let pass = shape.blankPass(
      count: tokens, batch: batch > 1 ? batch : nil, memory: memory)
    _ = try scheme.forward(pass, through: weights, on: cluster)
    return cluster.trace
  }
}
