import Diagnostics

/// Named columns of equally spaced samples.
public struct TimeSeries: Equatable, Sendable {
  /// The names.
  public let columns: [String]
  /// One array a column, all of the same length.
  public let values: [[Double]]

  /// A series whose columns the caller has made equally long.
  init(columns: [String], values: [[Double]]) {
    self.columns = columns
    self.values = values
  }

  /// The number of rows.
  public var count: Int { values.first?.count ?? 0 }

  /// One column alone.
  ///
  /// - Throws: ``DataError/request(_:)`` with the nearest name.
  public func column(_ name: String) throws -> TimeSeries {
    guard let index = columns.firstIndex(of: name) else {
      throw DataError.request(.column(name, known: columns))
    }
    return TimeSeries(columns: [name], values: [values[index]])
  }

  /// Mean and deviation of each column over the rows `rows`.
  ///
  /// - Throws: ``DataError/request(_:)`` for a column without spread.
  public func standardization(over rows: Range<Int>) throws -> Standardization {
    guard !rows.isEmpty, rows.lowerBound >= 0, rows.upperBound <= count else {
      throw DataError.request(.item(rows.upperBound, limit: count))
    }
    var means: [Double] = []
    var deviations: [Double] = []
    for (name, column) in zip(columns, values) {
      let part = column[rows]
      let mean = part.reduce(0, +) / Double(part.count)
      let variance =
        part.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(part.count)
      // A constant column leaves nothing but rounding.
      guard variance.squareRoot() > 1e-12 * max(1, abs(mean)) else {
        throw DataError.request(.constant(name))
      }
      means.append(mean)
      deviations.append(variance.squareRoot())
    }
    return Standardization(means: means, deviations: deviations)
  }
}

/// Mean and deviation of each column, to give z-scores.
public struct Standardization: Equatable, Sendable {
  /// The mean of each column.
  public let means: [Double]
  /// The deviation of each column, over the number of rows (not one less).
  public let deviations: [Double]

  /// The z-score of `value` in `column`.
  public func score(_ value: Double, column: Int) -> Float {
    Float((value - means[column]) / deviations[column])
  }
}

/// Rows to train on, to choose by and to test on, in order of time.
public struct SeriesSplit: Equatable, Sendable {
  /// The first rows.
  public let train: Range<Int>
  /// The rows between the two others.
  public let validation: Range<Int>
  /// The last rows.
  public let test: Range<Int>

  /// Splits `count` rows; what rounding leaves over goes to validation.
  ///
  /// The default, 60/20/20, is that of CATS and of the ETT papers. Training
  /// goes before the test rows where the two ask for more than there is.
  public init(count: Int, trainPercent: Int = 60, testPercent: Int = 20) {
    let train = count * min(100, max(0, trainPercent)) / 100
    let test = count * min(100, max(0, testPercent)) / 100
    self.train = 0..<train
    validation = train..<max(train, count - test)
    self.test = max(train, count - test)..<count
  }
}
