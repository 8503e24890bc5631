import Diagnostics
import Foundation
import Models
import Tensors

/// Computes the metrics of points; keeps models and texts between them.
public final class PointMeasurer {
  private let workspace: Workspace
  private var models: [String: Transformer] = [:]
  private var int8Models: [String: Transformer] = [:]
  private var texts: [String: ReferenceTexts] = [:]

  /// A measurer in `workspace`.
  public init(_ workspace: Workspace) { self.workspace = workspace }

  /// The outcome of a job, for a worker.
  public func outcome(of job: Job) -> JobOutcome {
    do {
      return .values(try measure(job.point, metrics: job.metrics))
    } catch {
      return .failure(JobFailure(of: error))
    }
  }

  /// The values of `metrics` at `point`. Times and energies are absent where
  /// the model does not fit.
  ///
  /// - Throws: what goes wrong, as a `Diagnosable` error.
  public func measure(_ point: Point, metrics: [String]) throws
    -> PointValues
  {
    var values: PointValues = [:]
    var absent: Set<String> = []
    let set = point.settings["data.set"]?.word
    let isLearning = set.map(LearningSets.names.contains) ?? false
    let learning = isLearning ? metrics.compactMap(LearningMetric.init) : []
    let language = isLearning ? [] : metrics.compactMap(LanguageMetric.init)
    if !learning.isEmpty {
      values = PointValues(try learned(point, learning))
    }
    for source in workspace.extensions.metrics {
      values.merge(try source.ownValues(of: point, metrics: metrics))
    }
    for metric in metrics.compactMap(TrafficMetric.init) {
      values[metric.rawValue] = try metric.value(point.settings, in: workspace)
    }
    for metric in metrics.compactMap(CountedMetric.init) {
      values[metric.rawValue] = try metric.value(point.settings, in: workspace)
    }
    for metric in metrics.compactMap(FitMetric.init) {
      values[metric.rawValue] = try metric.value(point, in: workspace)
    }
    if values.count + language.count < metrics.count {
      let configuration = try Configuration(
        point.settings, seed: point.seed, in: workspace)
      let costs = try configuration.simulate().costs
      for (metric, value) in configuration.metrics(of: costs)
      where metrics.contains(metric.name) {
        values[metric.name] = value
      }
      absent = costs.absentMetrics
      for metric in metrics.compactMap(TextMetric.init) {
        values.texts[metric.rawValue] = metric.text(of: costs)
      }
      for metric in metrics.compactMap(ComparisonMetric.init) {
        values[metric.rawValue] = try metric.value(
          of: costs, at: point, in: workspace)
        absent.insert(metric.rawValue)
      }
      let rounds = metrics.compactMap(MixerMetric.init)
      if !rounds.isEmpty {
        let found = try MixerMetric.values(
          at: point, configuration, costing: costs)
        for metric in rounds {
          values[metric.rawValue] = found[metric]
          absent.insert(metric.rawValue)
        }
      }
      let sums = metrics.compactMap(AirMetric.init)
      if !sums.isEmpty {
        let found = try AirMetric.values(sums, configuration)
        for metric in sums {
          values[metric.rawValue] = found[metric]
          absent.insert(metric.rawValue)
        }
      }
    }
    if !language.isEmpty {
      var configuration = try Configuration(
        point.settings, seed: point.seed, in: workspace)
      try configuration.openChannel()
      let measurement = try languageMeasurement(configuration, point.settings)
      for metric in language {
        values[metric.rawValue] = try measurement.value(metric)
      }
    }
    // No silent gap: what is asked for is there, or does not fit.
    for metric in metrics where !values.has(metric) {
      guard absent.contains(metric) else {
        throw ConfigurationError.notComputed(metric)
      }
    }
    return values
  }

  /// Trains if need be, and judges on the data.
  private func learned(_ point: Point, _ metrics: [LearningMetric]) throws
    -> [String: Double]
  {
    let threads = ProcessInfo.processInfo.environment["SHARDBENCH_THREADS"]
    let learning = try Learning(
      point.settings, seed: point.seed, in: workspace,
      workers: threads.flatMap { Int($0) } ?? 1)
    for metric in metrics where !learning.metrics.contains(metric) {
      throw LearningError.metric(
        metric.rawValue, data: learning.source.name,
        known: learning.metrics.map(\.rawValue))
    }
    let weights = try TrainedWeights(learning: learning).load()
    let wanted = metrics.map(\.rawValue)
    return try learning.evaluate(weights).filter { wanted.contains($0.key) }
  }

  private func languageMeasurement(
    _ configuration: Configuration, _ settings: Settings
  ) throws -> LanguageMeasurement {
    guard settings["data.set"] != nil else { throw ConfigurationError.noTexts }
    let shape = configuration.model.shape
    let length = settings["data.length"]?.int ?? 128
    let count = settings["data.texts"]?.int ?? 4
    guard length <= shape.context else {
      throw ConfigurationError.textLength(
        length, limit: shape.context, model: shape.name)
    }
    let model = try checkpoint(configuration.model)
    let key = "\(configuration.model.checkpoint ?? "") \(count) \(length)"
    let made =
      try texts[key]
      ?? ReferenceTexts(
        model, count: count, length: length)
    texts[key] = made
    let isInt8 = configuration.options.gathers.arithmetic == .int8
    return LanguageMeasurement(
      configuration: configuration,
      model: isInt8 ? try int8(model, of: configuration.model) : model,
      texts: made)
  }

  /// A checkpoint's `model` in int8.
  private func int8(_ model: Transformer, of file: ModelFile) throws
    -> Transformer
  {
    let key = file.checkpoint ?? ""
    let made = try int8Models[key] ?? model.int8(model.textCalibration())
    int8Models[key] = made
    return made
  }

  private func checkpoint(_ file: ModelFile) throws -> Transformer {
    let name = file.shape.name
    guard let path = file.checkpoint else {
      throw ConfigurationError.noCheckpoint(model: name)
    }
    // By file: two models may have the same name.
    if let model = models[path] { return model }
    let url = workspace.dataFolder().appendingPathComponent(path)
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw WorkspaceError.noData(file: url.relativePath)
    }
    let model = try LlamaCheckpoint.read(url, name: name)
    models[path] = model
    return model
  }
}
