import Cluster
import Foundation
import Models
import Platforms
import Schemes
import Tensors

/// What a point says about a model that learns or is judged on data.
public struct Learning {
  /// The model's file.
  public let model: ModelFile
  /// The scheme.
  public let scheme: any Scheme
  /// How many devices.
  public let devices: Int
  /// The scheme that trains.
  public let trainingScheme: any Scheme
  /// How many devices train.
  public let trainingDevices: Int
  /// What rows of results say about the data.
  public var source: DataSource { data.source }
  let data: any LearningData
  let settings: Settings
  let seed: Int
  let workspace: Workspace
  /// Threads; they do not change results.
  public var workers: Int

  /// What `settings` name in `workspace`.
  ///
  /// - Parameters:
  ///   - settings: of one point.
  ///   - seed: names all random numbers: first weights, order, losses.
  ///   - workspace: where models, platforms and data lie.
  ///   - workers: threads.
  /// - Throws: ``ConfigurationError``, ``WorkspaceError``,
  ///   ``Models/ModelError``, ``LearningError``, ``Models/DataError``.
  public init(
    _ settings: Settings, seed: Int, in workspace: Workspace, workers: Int
  ) throws {
    guard let name = settings["model"]?.word else {
      throw ConfigurationError.missing("model")
    }
    model = try workspace.model(name, settings)
    scheme = try workspace.scheme(settings["scheme"]?.word ?? Single.name)
    try settings.checkGathers(
      scheme: type(of: scheme).name, continuesText: false)
    devices = settings["devices"]?.int ?? 1
    try scheme.check(model.shape, devices: devices)
    trainingScheme =
      try settings["train.scheme"]?.word.map(workspace.scheme) ?? scheme
    trainingDevices = settings["train.devices"]?.int ?? devices
    try trainingScheme.check(model.shape, devices: trainingDevices)
    guard
      let set = settings["data.set"]?.word
        ?? LearningSets.standard(for: model)
    else { throw ConfigurationError.missing("data.set") }
    data = try LearningSets(folder: workspace.dataFolder()).data(
      set, for: model, column: settings["data.column"]?.word ?? "OT",
      length: settings["data.length"]?.int ?? 128)
    self.settings = settings
    self.seed = seed
    self.workspace = workspace
    self.workers = workers
  }

  /// The metrics that this data gives.
  var metrics: [LearningMetric] { data.metrics }

  /// Whether messages are lost while training.
  public var losesWhileTraining: Bool {
    (settings["train_loss"]?.double ?? 0) > 0
  }

  /// The weights to judge: those of a file, the model's own, or trained now.
  ///
  /// - Throws: ``LearningError/noWeights(model:)``, and what reading and
  ///   training throw.
  public func loadWeights() throws -> Transformer {
    try TrainedWeights(learning: self).load()
  }

  /// Checks that the data gives the metric `name`.
  ///
  /// - Throws: ``LearningError/metric(_:data:known:)`` if it does not.
  public func checkMetric(_ name: String) throws {
    guard metrics.contains(where: { $0.rawValue == name }) else {
      throw LearningError.metric(
        name, data: source.name, known: metrics.map(\.rawValue))
    }
  }

  /// The options of the run on the devices.
  ///
  /// - Parameters:
  ///   - loss: the setting that gives the probability of a loss.
  ///   - scheme: the one that runs.
  /// - Throws: what a platform throws, and where rounds of Mixer are lost,
  ///   what their ``Configuration`` throws.
  func options(loss: String, of scheme: any Scheme, seed: UInt64) throws
    -> ClusterOptions
  {
    let platform = try settings["platform"]?.word.map(workspace.platform)
    let network = try platform?.accounting(
      settings["accounting"]?.word ?? "paper"
    ).network
    var settings = settings
    if loss == "train_loss", let mode = settings["train.loss_mode"] {
      settings["loss_mode"] = mode
    }
    var options = ClusterOptions(
      settings, in: workspace, platform: platform, network: network, loss: loss,
      scheme: type(of: scheme).name, seed: seed)
    if loss == "loss", settings.losesRounds {
      options.loss = try Configuration(
        settings, seed: self.seed, in: workspace
      ).roundLoss(settings, seed: seed)
    }
    if loss == "loss", network?.air != nil {
      var configuration = try Configuration(
        settings, seed: self.seed, in: workspace)
      try configuration.openChannel()
      options.channel = configuration.options.channel
      options.scheme = configuration.options.scheme
    }
    return options
  }

  /// Judges `weights` on the test part.
  ///
  /// Where devices compute in int8, their scales are found first, on training
  /// samples.
  ///
  /// - Parameters:
  ///   - weights: of the model that the settings name.
  ///   - progress: told how many samples of how many are done.
  /// - Throws: what the model throws.
  /// - Complexity: a pass a test sample.
  public func evaluate(
    _ weights: Transformer, progress: @escaping (Int, Int) -> Void = { _, _ in }
  ) throws -> [String: Double] {
    if settings.prune > 0, weights.sent?.prune != settings.prune {
      weights.sent = try scheme.sentColumns(
        of: weights, devices: devices, prune: settings.prune)
    }
    // Other losses than those of training.
    var options = try options(loss: "loss", of: scheme, seed: stream(2))
    if options.gathers.arithmetic == .int8 {
      options.gathers.calibration = try calibration(of: weights)
    }
    let run = SchemeRun(
      model: weights, scheme: scheme, devices: devices, options: options,
      data: data)
    var evaluation = Evaluation(run: run, workers: workers)
    evaluation.progress = progress
    let found = try evaluation.values(
      limit: settings["data.limit"]?.int,
      passes: run.options.loss == nil ? 1 : settings["data.passes"]?.int ?? 1)
    return Dictionary(
      uniqueKeysWithValues: found.map { ($0.key.rawValue, $0.value) })
  }

  /// A seed of its own for each purpose.
  func stream(_ purpose: UInt64) -> UInt64 {
    UInt64(bitPattern: Int64(seed)) &* 8 &+ purpose
  }
}
