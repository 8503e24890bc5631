import Cluster
import Models
import Platforms
import Schemes
import Tensors

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
  public let options: ClusterOptions
  /// New tokens in the pass.
  public let tokens: Int
  /// Tokens already in the KV cache.
  public let context: Int

  /// What `settings` name in `workspace`.
  ///
  /// - Parameter seed: names the random numbers of the loss.
  /// - Throws: ``ConfigurationError/missing(_:)``, ``WorkspaceError``,
  ///   ``ModelError`` if the scheme cannot split the model.
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
    model = try workspace.model(word("model"))
    let name = try word("scheme")
    guard let scheme = Schemes.scheme(named: name) else {
      throw WorkspaceError.unknown(
        kind: "scheme", name: name,
        known: schemes.map { type(of: $0).name })
    }
    self.scheme = scheme
    devices = number("devices", or: 1)
    tokens = number("tokens", or: 1)
    context = number("context", or: 0)
    accounting = settings["accounting"]?.word ?? "paper"
    var platform = try workspace.platform(word("platform"))
    if let rate = settings["bandwidth_mbps"]?.double {
      platform.setBandwidth(BitsPerSecond(rate * 1e6))
    }
    let network = try platform.accounting(accounting).network
    self.platform = platform
    options = try Self.options(settings, platform, network, seed: seed)
    try scheme.check(model.shape, devices: devices)
    guard context + tokens <= model.shape.context else {
      throw ModelError.context(
        model: model.shape.name, position: context + tokens,
        limit: model.shape.context)
    }
  }

  private static func options(
    _ settings: Settings, _ platform: Platform, _ network: NetworkModel,
    seed: Int
  ) throws -> ClusterOptions {
    func format(_ name: String, or standard: ElementFormat) -> ElementFormat {
      settings[name]?.word.flatMap(ElementFormat.init) ?? standard
    }
    var options = ClusterOptions()
    options.formats = ElementFormats(
      weights: format("weight_format", or: platform.defaults.weights),
      activations: format(
        "activation_format", or: platform.defaults.activations),
      messages: format("message_format", or: platform.defaults.messages))
    let collective = settings["collective"]?.word ?? platform.defaults.allReduce
    options.allReduce =
      AllReduceAlgorithm(collective, group: settings["group"]?.int ?? 4)
      ?? .ring
    let probability = settings["loss"]?.double ?? 0
    if probability > 0 {
      options.loss = IndependentLoss(
        probability: probability, seed: UInt64(bitPattern: Int64(seed)))
    }
    options.retries = settings["retries"]?.int ?? network.retries
    options.packetBytes =
      settings["packet_bytes"]?.int ?? Int(network.packet.value)
    return options
  }

  /// The trace of one pass by shapes alone, and its costs.
  ///
  /// - Throws: ``PlatformError``, ``TensorError``.
  public func simulate() throws -> (trace: Trace, costs: Costs) {
    let cluster = try Cluster(devices: devices, options: options)
    let memory = DecodingMemory(length: context)
    _ = try scheme.forward(
      Pass(count: tokens, memory: memory),
      through: Transformer(shapesOnly: model.shape), on: cluster)
    let trace = cluster.trace
    return (
      trace, try Costs(of: trace, on: platform, accounting: accounting)
    )
  }
}
