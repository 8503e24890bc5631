import Cluster
import Foundation
import Models
import Tensors

extension Learning {
  /// The settings that say how to train.
  var trainingOptions: TrainingOptions {
    func int(_ name: String, _ standard: Int) -> Int {
      settings["train." + name]?.int ?? standard
    }
    func real(_ name: String, _ standard: Double) -> Double {
      settings["train." + name]?.double ?? standard
    }
    var options = TrainingOptions()
    options.epochs = int("epochs", 10)
    options.batch = int("batch", 64)
    options.microBatch = min(options.batch, int("micro_batch", 16))
    options.clipNorm = real("clip", 1)
    options.seed = stream(1)
    options.workers = workers
    options.patience = settings["train.patience"]?.int
    let samples = min(
      data.count(.train), settings["train.samples"]?.int ?? .max)
    let steps = options.stepsPerEpoch(samples: samples)
    let warmUp = Int(Double(steps) * real("warm_up", 1))
    // What goes on from trained weights takes small steps, as CATS does it
    // (CATS repository, train_pruning.py).
    let peak = real("rate", 1e-3) * (goesOn ? 0.1 : 1)
    options.rate = LearningRate(
      peak: peak, warmUp: warmUp, start: 0.01,
      cosine: max(0, steps * options.epochs - warmUp))
    return options
  }

  /// What is trained, from random weights or from a file.
  ///
  /// - Throws: ``LearningError``, ``Models/ModelError``,
  ///   ``Models/WeightsError``.
  public func trainer(
    checkpoint: URL? = nil, now: @escaping () -> Double = Learning.clock
  ) throws -> Trainer {
    guard data.count(.train) > 0 else {
      throw LearningError.noSamples(data: source.name, part: "train")
    }
    var weights = try firstWeights()
    if settings.prunePermutes {
      weights = try trainingScheme.permuted(weights, devices: trainingDevices)
    }
    weights.sent = try trainingScheme.sentColumns(
      of: weights, devices: trainingDevices, prune: settings.prune)
    let options = try options(
      loss: "train_loss", of: trainingScheme, seed: stream(3))
    weights.additions = try trainedAdditions().map {
      try Additions($0, random: stream(4))
    }
    let task = SchemeTask(
      run: SchemeRun(
        model: weights, scheme: trainingScheme, devices: trainingDevices,
        options: options, data: data), identity: identity,
      dropout: settings["train.dropout"]?.double ?? 0,
      sampleLimit: settings["train.samples"]?.int,
      validationLimit: settings["train.validation_samples"]?.int,
      workers: workers, seed: stream(5))
    var training = trainingOptions
    training.checkpoint = checkpoint
    let decay = settings["train.decay"]?.double ?? 0.01
    return try Trainer(
      task,
      AdamW([
        ParameterGroup(weights.decaying, decay: decay),
        ParameterGroup(weights.additions?.weights ?? [], decay: 0),
      ]), training, now: now)
  }

  /// What the training scheme adds to the model.
  ///
  /// - Throws: what the scheme throws.
  func trainedAdditions() throws -> AdditionsPlan? {
    try trainingScheme.additions(
      to: model.shape, devices: trainingDevices,
      options: SchemeOptions(settings, of: workspace.schemes))
  }

  /// What the scheme that is judged adds to the model.
  ///
  /// - Throws: what the scheme throws.
  func judgedAdditions() throws -> AdditionsPlan? {
    try scheme.additions(
      to: model.shape, devices: devices,
      options: SchemeOptions(settings, of: workspace.schemes))
  }

  /// Whether training goes on from weights of an earlier training.
  private var goesOn: Bool { earlierTraining != nil }

  /// The settings of the training that goes before this one: without prune, or
  /// on one device.
  private var earlierTraining: Settings? {
    if settings["train.base_epochs"] != nil { return settings.ofBase }
    return settings.prune > 0 && settings.pruneStart == .trained
      ? settings.withoutPrune : nil
  }

  private func firstWeights() throws -> Transformer {
    if let earlierTraining {
      return try TrainedWeights(
        learning: Learning(
          earlierTraining, seed: seed, in: workspace, workers: workers)
      ).load()
    }
    if let file = settings["train.start"]?.word {
      return try Transformer(
        model.shape, weightsIn: URL(fileURLWithPath: file))
    }
    return try Transformer(random: model.shape, seed: stream(0))
  }

  /// The model that `trainer`, one of this, has trained.
  ///
  /// - Throws: ``LearningError/noWeights(model:)`` for another's.
  public func weights(of trainer: Trainer) throws -> Transformer {
    guard let task = trainer.task as? SchemeTask else {
      throw LearningError.noWeights(model: model.shape.name)
    }
    return task.run.model
  }

  /// Seconds on a clock that never goes back.
  public static func clock() -> Double { ProcessInfo.processInfo.systemUptime }

  /// What the weights that come out of training depend on: model, data,
  /// scheme and all settings of training, the seed.
  public var identity: String {
    let scheme = type(of: trainingScheme)
    let schemeSettings = scheme.settings.filter(\.changesTraining)
      .map { "\(scheme.name).\($0.name)" }
    let ours = settings.filter { setting in
      // What is lost stands in the run's identity.
      setting.name.hasPrefix("train") && setting.name != "train.loss_mode"
        || ["data.column", "data.length"].contains(setting.name)
        || schemeSettings.contains(setting.name)
    }.map { "\($0.name)=\($0.value)" }
    let start = settings["train.start"]?.word.map {
      FileHashes.hash(of: URL(fileURLWithPath: $0))
    }
    return
      ([
        "\(model.shape)", "\(model.preparation)", source.identity,
        type(of: trainingScheme).name, "\(trainingDevices) devices",
        "seed \(seed)", start.map { "start \($0)" } ?? "random start",
        settings.prune > 0
          ? "prune \(settings.prune) \(settings.pruneStart)"
            + (settings.prunePermutes ? " permuted" : "") : "all sent",
        runIdentity,
      ] + ours).joined(separator: "\n")
  }

  /// How partial sums come together in training; `nil` if options are wrong,
  /// which is told when they are needed.
  var trainingSum: AllReduceAlgorithm? {
    try? options(
      loss: "train_loss", of: trainingScheme, seed: stream(3)
    ).allReduce
  }

  /// What the platform and the settings say about messages, where they count
  /// at all. A platform that is not there is told of when it is needed.
  private var runIdentity: String {
    guard
      let options = try? options(
        loss: "train_loss", of: trainingScheme, seed: stream(3))
    else { return "" }
    let formats = options.formats
    // One device sends nothing.
    guard trainingDevices > 1 else { return "weights \(formats.weights)" }
    let run =
      "weights \(formats.weights), messages \(formats.messages), "
      + "\(options.allReduce), "
    guard let loss = options.loss else { return run + "lossless" }
    let causes = (loss as? MessageDropout)?.causes.rawValue ?? 0
    return run + "lossy \(causes), packets of \(options.packetBytes ?? 0), "
      + "\(options.retries) retries"
  }
}

extension Transformer {
  /// The weights that decay in training: all but a scheme's own, such as
  /// codebooks, that belong to none of its transformers.
  fileprivate var decaying: [Parameter] {
    ownParameters + (additions?.models.flatMap(\.parameters) ?? [])
  }
}
