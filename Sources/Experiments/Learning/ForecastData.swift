import Diagnostics
import Models
import Tensors

/// Windows of a series as CATS forecasts them (CATS repository,
/// model/timeseries_decoder.py).
///
/// A window's context is normed by its own mean and deviation, and so is what
/// the model tells normed back: reversible instance norm. Each position
/// predicts the rows that follow its patch. While training, a sample begins
/// with up to a patch less one of padding rows, so that the places where
/// patches are cut vary.
struct ForecastData: LearningData {
  let source: DataSource
  let metrics: [LearningMetric] = [.mse]
  private let set: ForecastingSet
  private let patches: SeriesPatches

  /// - Throws: ``LearningError/unfit(data:model:problem:)`` if the series has
  ///   other columns than the model, ``DataError/request(_:)`` if it is too
  ///   short.
  init(
    _ source: DataSource, _ series: TimeSeries, patches: SeriesPatches,
    model: String
  ) throws {
    guard series.columns.count == patches.channels else {
      throw LearningError.unfit(
        data: source.name, model: model,
        problem: "it has \(counted(series.columns.count, "column")), not "
          + "\(patches.channels)")
    }
    self.source = source
    self.patches = patches
    set = try ForecastingSet(
      series, context: patches.context, horizon: patches.horizon)
  }

  private func windows(_ part: LearningPart) -> SeriesWindows {
    switch part {
    case .train: set.train
    case .validation: set.validation
    case .test: set.test
    }
  }

  func count(_ part: LearningPart) -> Int { windows(part).count }

  func examples(_ samples: [Int], of part: LearningPart, key: EpochKey?) throws
    -> Examples
  {
    let rows = try windows(part).batch(samples).values()
    let length = (patches.context + patches.horizon) * patches.channels
    let size = patches.count * patches.outputs
    let made = samples.indices.map { index in
      var padding = 0
      if var random = key?.stream(sample: samples[index]) {
        padding = Int(random.next() % UInt64(patches.size))
      }
      return ForecastWindow(
        rows[index * length..<(index + 1) * length], patches, padding: padding)
    }
    func tensor(_ shape: Shape, _ part: (ForecastWindow) -> [Float]) throws
      -> Tensor
    {
      try Tensor(shape, made.flatMap(part))
    }
    let told = Shape(samples.count, patches.count, patches.outputs)
    let target = try tensor(told, \.target)
    let deviation = try tensor(told) { $0.deviation(size) }
    let mean = try tensor(told) { $0.mean(size) }
    func back(_ x: Tensor) throws -> Tensor {
      try x.reshaped(told) * deviation + mean
    }
    return Examples(
      pass: Pass(
        vectors: try tensor(
          Shape(samples.count, patches.count, patches.elements), \.vectors)),
      loss: { try back($0).meanSquareError(target) },
      measures: { x in
        let error = try zip(back(x).values(), target.values()).reduce(0.0) {
          $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1)
        }
        return [.mse: error / Double(size)]
      })
  }
}

/// One window, ready for a model.
private struct ForecastWindow {
  /// `patches x elements`: values, then 1 for each row that is padding.
  var vectors: [Float] = []
  /// `patches x outputs`, in z-scores.
  var target: [Float] = []
  private var means: [Float] = []
  private var deviations: [Float] = []

  init(
    _ window: ArraySlice<Float>, _ patches: SeriesPatches, padding: Int
  ) {
    let channels = patches.channels
    let first = window.startIndex
    let real = patches.context - padding
    for channel in 0..<channels {
      let values = (0..<real).map {
        Double(window[first + $0 * channels + channel])
      }
      let mean = values.reduce(0, +) / Double(real)
      let variance =
        values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(real)
      means.append(Float(mean))
      deviations.append(Float(variance.squareRoot() + 1e-5))
    }
    for patch in 0..<patches.count {
      let rows = (0..<patches.size).map { patch * patches.size + $0 - padding }
      for row in rows {
        for channel in 0..<channels {
          vectors.append(
            row < 0
              ? 0
              : (window[first + row * channels + channel] - means[channel])
                / deviations[channel])
        }
      }
      vectors += rows.map { $0 < 0 ? 1 : 0 }
      let next = (patch + 1) * patches.size - padding
      target +=
        window[
          first + next * channels..<first + (next + patches.horizon) * channels]
    }
  }

  func mean(_ count: Int) -> [Float] { repeated(means, count) }

  func deviation(_ count: Int) -> [Float] { repeated(deviations, count) }

  private func repeated(_ values: [Float], _ count: Int) -> [Float] {
    (0..<count).map { values[$0 % values.count] }
  }
}
