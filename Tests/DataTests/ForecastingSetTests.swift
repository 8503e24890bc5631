import TestBasics
import Tensors
import Testing

@testable import Models

struct ForecastingSetTests {
  private func ramp(_ rows: Int) -> TimeSeries {
    TimeSeries(
      columns: ["a", "b"],
      values: [
        (0..<rows).map { Double($0) }, (0..<rows).map { Double($0 * $0) },
      ])
  }

  @Test(arguments: [
    (17_420, 0..<10_452, 10_452..<13_936, 13_936..<17_420),
    (10, 0..<6, 6..<8, 8..<10), (7, 0..<4, 4..<6, 6..<7),
    (0, 0..<0, 0..<0, 0..<0),
  ])
  func splits(
    count: Int, train: Range<Int>, validation: Range<Int>, test: Range<Int>
  ) {
    let split = SeriesSplit(count: count)
    #expect(split.train == train)
    #expect(split.validation == validation)
    #expect(split.test == test)
  }

  /// Windows lie whole in their part: the training windows see no test row.
  @Test(arguments: [1, 2, 3, 50])
  func windows(stride: Int) throws {
    let set = try ForecastingSet(
      ramp(100), context: 5, horizon: 3, stride: stride)
    for (windows, first, rows) in [
      (set.train, 0, 60), (set.validation, 60, 20), (set.test, 80, 20),
    ] {
      #expect(windows.count == (rows - 8) / stride + 1)
      let last = windows.count - 1
      let values = try windows.batch([last, 0])
      #expect(values.shape == Shape(2, 8, 2))
      let expected = [last, 0].flatMap { window in
        (0..<8).flatMap { row -> [Float] in
          let x = Double(first + window * stride + row)
          return [
            set.standardization.score(x, column: 0),
            set.standardization.score(x * x, column: 1),
          ]
        }
      }
      #expect(try values.values() == expected)
      #expect(complaint { _ = try windows.batch([last + 1]) } != "")
    }
  }

  /// Over the training rows z-scores have mean 0 and deviation 1; the other
  /// rows do not enter.
  @Test func standardizesByTheTrainingRows() throws {
    let set = try ForecastingSet(ramp(100), context: 1, horizon: 1)
    #expect(set.standardization.means[0] == 29.5)
    for channel in 0..<2 {
      let values = (0..<60).map { Double(set.train.values[2 * $0 + channel]) }
      let mean = values.reduce(0, +) / 60
      let variance = values.reduce(0) { $0 + $1 * $1 } / 60
      #expect(abs(mean) < 1e-6)
      #expect(abs(variance - 1) < 1e-6)
    }
  }

  @Test(arguments: [
    (0, 1, 1, "the context is 0"), (1, -1, 1, "the horizon is -1"),
    (1, 1, 0, "the stride is 0"), (15, 6, 1, "the validation part has 20 rows"),
    (.max, 1, 1, "the training part has 60 rows"),
  ])
  func refusesSizes(context: Int, horizon: Int, stride: Int, problem: String) {
    let found = complaint {
      _ = try ForecastingSet(
        ramp(100), context: context, horizon: horizon, stride: stride)
    }
    #expect(found.hasPrefix("error: " + problem))
  }

  @Test func takesOtherSplits() throws {
    let split = SeriesSplit(count: 100, trainPercent: 75, testPercent: 10)
    #expect(split.train == 0..<75 && split.validation == 75..<90)
    let set = try ForecastingSet(
      ramp(100), context: 3, horizon: 2, split: split)
    #expect(set.test.count == 6)
    let all = SeriesSplit(count: 10, trainPercent: 300, testPercent: -1)
    #expect(all.train == 0..<10 && all.test.isEmpty)
    #expect(
      complaint {
        _ = try ForecastingSet(
          ramp(99), context: 3, horizon: 2, split: split)
      }.hasPrefix("error: there is no item 99 in the data"))
  }

  @Test func refusesConstants() {
    let flat = TimeSeries(
      columns: ["OT"], values: [[Double](repeating: 0.1, count: 100)])
    #expect(
      complaint { _ = try ForecastingSet(flat, context: 1, horizon: 1) } == """
        error: column 'OT' is constant over the training rows
          expected: a column with some spread
          remedy: use another column, or a longer series
        """)
    #expect(
      complaint { _ = try flat.standardization(over: 0..<101) }
        .contains("no item 101"))
  }
}
