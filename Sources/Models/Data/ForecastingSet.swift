import Tensors

/// Windows of one part of a series: context, then horizon, in z-scores.
public struct SeriesWindows: Equatable, Sendable {
  /// Columns of the series.
  public let channels: Int
  /// Rows of a window: context and horizon together.
  public let length: Int
  /// Rows between the beginnings of two windows.
  public let stride: Int
  /// The number of windows.
  public let count: Int
  /// `rows x channels`, all rows of the part, row-major.
  public let values: [Float]

  /// The windows `windows`, `windows x length x channels`.
  ///
  /// - Throws: ``DataError/request(_:)`` for a number that no window has.
  public func batch(_ windows: [Int]) throws -> Tensor {
    for window in windows where !(0..<count).contains(window) {
      throw DataError.request(.item(window, limit: count))
    }
    let size = length * channels
    return Tensor(Shape(windows.count, length, channels)) { to in
      for (row, window) in windows.enumerated() {
        let start = window * stride * channels
        for i in 0..<size { to[row * size + i] = values[start + i] }
      }
    }
  }
}

/// A series made ready for forecasting: split by time, z-scores by the
/// training rows, and windows that lie whole in their part.
///
/// CATS takes column OT, 60/20/20, a context of 512 rows, a horizon of 96
/// and stride 1, which gives 2,877 test windows on ETT.
public struct ForecastingSet: Equatable, Sendable {
  /// Rows that a forecaster sees.
  public let context: Int
  /// Rows that it predicts.
  public let horizon: Int
  /// Windows to fit weights on.
  public let train: SeriesWindows
  /// Windows to choose weights by.
  public let validation: SeriesWindows
  /// Windows to judge weights on.
  public let test: SeriesWindows
  /// What turned values into z-scores.
  public let standardization: Standardization

  /// Prepares `series`.
  ///
  /// - Parameters:
  ///   - series: columns over time, raw.
  ///   - context: rows that a window shows.
  ///   - horizon: rows behind it, to be told.
  ///   - stride: rows between windows, in every part.
  ///   - split: the parts; by default 60/20/20.
  /// - Throws: ``DataError/request(_:)`` for sizes below 1, a part that holds
  ///   no window, a split of a longer series, or a column without spread.
  public init(
    _ series: TimeSeries, context: Int, horizon: Int, stride: Int = 1,
    split: SeriesSplit? = nil
  ) throws {
    for (what, size) in [
      ("the context", context), ("the horizon", horizon),
      ("the stride", stride),
    ] where size < 1 {
      throw DataError.request(.size(what, size, least: 1))
    }
    let (length, overflow) = context.addingReportingOverflow(horizon)
    let split = split ?? SeriesSplit(count: series.count)
    guard split.test.upperBound <= series.count else {
      throw DataError.request(
        .item(split.test.upperBound - 1, limit: series.count))
    }
    let parts = [
      ("training", split.train), ("validation", split.validation),
      ("test", split.test),
    ]
    for (name, rows) in parts where rows.count < length || overflow {
      throw DataError.request(
        .window(
          part: name, rows: rows.count, length: overflow ? .max : length))
    }
    let standardization = try series.standardization(over: split.train)
    let windows = parts.map { _, rows in
      SeriesWindows(
        channels: series.columns.count, length: length, stride: stride,
        count: (rows.count - length) / stride + 1,
        values: rows.flatMap { row in
          series.values.indices.map {
            standardization.score(series.values[$0][row], column: $0)
          }
        })
    }
    self.context = context
    self.horizon = horizon
    self.standardization = standardization
    (train, validation, test) = (windows[0], windows[1], windows[2])
  }
}
