import Foundation
import Tensors

/// Trains a ``TrainingTask``: batches in a shuffled order, their gradients
/// computed on several threads, clipping, steps of an optimizer, evaluations,
/// early stopping, checkpoints.
///
///     var options = TrainingOptions()
///     options.epochs = 20
///     options.patience = 3
///     let optimizer = AdamW(ParameterGroup.byRank(parameters, decay: 0.01))
///     let trainer = try Trainer(task, optimizer, options)
///     let result = try trainer.train { print($0.step, $0.loss) }
///
/// The weights that come out depend on the task, its weights at the start,
/// the optimizer and the options, and neither on the number of workers nor on
/// how often the training was stopped and continued from a checkpoint.
///
/// One thread works with a trainer.
public final class Trainer {
  /// What is trained.
  public let task: any TrainingTask
  /// What changes the parameters.
  public let optimizer: any Optimizer
  /// How it is done.
  public let options: TrainingOptions
  /// The checkpoint written or read last.
  public internal(set) var lastCheckpoint: URL?
  /// Steps of an epoch.
  public let stepsPerEpoch: Int

  var state = TrainingState()
  /// The weights of the best evaluation, where they are kept.
  var best: [Tensor]?
  /// The weights of the last step, once the parameters hold the best.
  var last: [Tensor]?
  private let gradients: BatchGradients
  private let now: () -> Double
  private var order: (epoch: Int, samples: [Int])?

  /// A trainer before its first step.
  ///
  /// - Parameters:
  ///   - task: what to train; the parameters have their first weights.
  ///   - optimizer: one of the same parameters, in any order, that has done
  ///     no step.
  ///   - options: how to go about it.
  ///   - now: seconds on a clock of any origin; for progress only.
  /// - Throws: ``TrainingError/option(_:value:expected:)`` or
  ///   ``TrainingError/task(_:)``.
  public init(
    _ task: any TrainingTask, _ optimizer: any Optimizer,
    _ options: TrainingOptions = TrainingOptions(),
    now: @escaping () -> Double = { ProcessInfo.processInfo.systemUptime }
  ) throws {
    try options.check()
    self.task = task
    self.optimizer = optimizer
    self.options = options
    self.now = now
    stepsPerEpoch = options.stepsPerEpoch(samples: task.sampleCount)
    guard stepsPerEpoch > 0 else {
      throw TrainingError.task(
        .samples(task.sampleCount, batch: options.batch))
    }
    try Self.check(task.parameters, optimizer.parameters)
    gradients = BatchGradients(
      task, of: optimizer.parameters, microBatch: options.microBatch,
      workers: options.workers)
  }

  /// Whether all epochs are done, or patience is gone.
  public var isFinished: Bool {
    state.epoch >= options.epochs || hasLostPatience
  }

  private var hasLostPatience: Bool {
    options.patience.map { state.patienceUsed >= $0 } ?? false
  }

  /// Trains until it is finished, or until `limit` steps are done in all;
  /// may be called again to go on.
  ///
  /// At the end the parameters hold the best weights, if these are kept.
  ///
  /// - Parameters:
  ///   - limit: steps, those before a checkpoint included.
  ///   - progress: called after each step.
  /// - Throws: ``TrainingError/notFinite(step:_:checkpoint:)``, errors of
  ///   writing a checkpoint, and what the task throws. A step whose loss or
  ///   gradients fail changes no parameter.
  @discardableResult
  public func train(
    until limit: Int = .max, progress: (TrainingProgress) -> Void = { _ in }
  ) throws -> TrainingResult {
    var meter = ProgressMeter(start: now())
    while !isFinished, state.step < limit {
      let epoch = state.epoch
      // An evaluation that failed is tried again.
      if state.position == 0 { try task.beginEpoch(epoch) }
      if state.position < stepsPerEpoch { try step(&meter) }
      if state.position == stepsPerEpoch { try endEpoch() }
      if isCheckpointDue, let file = options.checkpoint { try save(to: file) }
      let steps = options.epochs * stepsPerEpoch
      progress(
        TrainingProgress(
          epoch: epoch + 1, epochs: options.epochs, step: state.step,
          steps: steps, loss: meter.loss,
          validationLoss: state.history.last { $0.validationLoss != nil }?
            .validationLoss,
          samplesPerSecond: meter.samplesPerSecond,
          secondsLeft: isFinished
            ? 0 : meter.secondsLeft(steps: steps - state.step, now: now())))
    }
    if isFinished { try takeBest() }
    return result
  }

  /// What it has come to so far.
  public var result: TrainingResult {
    TrainingResult(
      steps: state.step, epochs: state.epoch, isFinished: isFinished,
      stoppedEarly: hasLostPatience && state.epoch < options.epochs,
      bestEpoch: state.bestEpoch, bestValidationLoss: state.bestLoss,
      history: state.history)
  }

  private var isCheckpointDue: Bool {
    isFinished
      || options.checkpointInterval.map { state.step % $0 == 0 }
        ?? (state.position == 0)
  }

  /// One step.
  private func step(_ meter: inout ProgressMeter) throws {
    let start = now()
    let key = EpochKey(seed: options.seed, epoch: state.epoch)
    let batch = batch(key)
    let loss = try gradients.compute(batch, key)
    let norm = gradients.sum.norm(workers: options.workers)
    // The norm is finite only if all gradients are.
    guard loss.isFinite, norm.isFinite else {
      throw notFinite(
        step: state.step + 1, try gradients.culprit(batch, key, loss: loss))
    }
    if let limit = options.clipNorm {
      gradients.sum.clip(from: norm, to: limit, workers: options.workers)
    }
    optimizer.step(
      gradients.sum, rate: options.rate.rate(state.step),
      workers: options.workers)
    let seconds = now() - start
    meter.add(loss: loss, samples: batch.count, seconds: seconds)
    state.step += 1
    state.position += 1
    state.lossSum += loss * Double(batch.count)
    state.samples += batch.count
    state.seconds += seconds
  }

  /// The samples of the next step.
  private func batch(_ key: EpochKey) -> [Int] {
    if order?.epoch != key.epoch {
      order = (key.epoch, key.order(of: task.sampleCount))
    }
    let samples = order?.samples ?? []
    let start = state.position * options.batch
    return Array(samples[start..<min(samples.count, start + options.batch)])
  }

  /// Evaluates if it is time, and begins the next epoch.
  private func endEpoch() throws {
    let epoch = state.epoch + 1
    var record = EpochRecord(
      epoch: epoch, trainLoss: state.lossSum / Double(state.samples),
      validationLoss: nil, rate: options.rate.rate(state.step - 1),
      samplesPerSecond: perSecond(state.samples, state.seconds))
    if epoch % options.evaluationInterval == 0 || epoch == options.epochs {
      let loss = try task.evaluate()
      guard loss.isFinite else {
        throw notFinite(step: state.step, .validationLoss(loss))
      }
      record.validationLoss = loss
      try judge(loss, epoch)
    }
    state.history.append(record)
    state.epoch = epoch
    state.position = 0
    (state.lossSum, state.samples, state.seconds) = (0, 0, 0)
  }

  private func judge(_ loss: Double, _ epoch: Int) throws {
    if let best = state.bestLoss, loss >= best {
      state.patienceUsed += 1
      return
    }
    state.bestLoss = loss
    state.bestEpoch = epoch
    state.patienceUsed = 0
    if options.keepsBest { best = try task.parameters.copies() }
  }

  /// Puts the best weights into the parameters, where they are kept.
  private func takeBest() throws {
    guard last == nil, let best else { return }
    last = try task.parameters.copies()
    try task.parameters.take(best)
  }

  private func notFinite(step: Int, _ place: NotFinite) -> TrainingError {
    .notFinite(
      step: step, place, checkpoint: lastCheckpoint?.relativePath)
  }
}
