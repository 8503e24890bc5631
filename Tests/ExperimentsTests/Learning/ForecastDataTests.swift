import Models
import Tensors
import TestBasics
import TestSupport
import Testing

@testable import Experiments

/// Windows as a forecaster takes them, against a plain computation.
struct ForecastDataTests {
  private struct Case {
    let patches: SeriesPatches
    let data: ForecastData
    /// `rows x channels` of each part, in z-scores.
    let parts: [LearningPart: [[Double]]]

    init(seed: UInt64) throws {
      var random = RandomStream(seed: seed)
      let size = random.int(1...5)
      let channels = random.int(1...3)
      patches = SeriesPatches(
        context: size * random.int(1...4), size: size, channels: channels,
        horizon: random.int(1...7))
      let rows = 6 * (patches.context + patches.horizon) + random.int(0...9)
      let series = try GeneratedSeries(seed: seed)
        .series(rows: rows, channels: channels)
      data = try ForecastData(
        GeneratedSeries(seed: seed).source, series, patches: patches,
        model: "random")
      // By the training rows: the first 60 %; then 20 % and the rest.
      let train = rows * 60 / 100
      let test = rows - rows * 20 / 100
      var scores = (0..<rows).map { _ in [Double]() }
      for column in series.values {
        let mean = column[..<train].reduce(0, +) / Double(train)
        let square = column[..<train].reduce(0) {
          $0 + ($1 - mean) * ($1 - mean)
        }
        let deviation = (square / Double(train)).squareRoot()
        for row in 0..<rows {
          scores[row].append((column[row] - mean) / deviation)
        }
      }
      parts = [
        .train: Array(scores[..<train]),
        .validation: Array(scores[train..<test]),
        .test: Array(scores[test...]),
      ]
    }

    /// What one window should be, when it begins with `padding` rows.
    func expected(_ window: Int, _ part: LearningPart, padding: Int) -> (
      vectors: [Double], target: [Double], mean: [Double], deviation: [Double]
    ) {
      let rows = Array((parts[part] ?? [])[window...])
      let real = patches.context - padding
      var mean: [Double] = []
      var deviation: [Double] = []
      for channel in 0..<patches.channels {
        let own = rows[..<real].map { $0[channel] }
        let m = own.reduce(0, +) / Double(real)
        let v = own.reduce(0) { $0 + ($1 - m) * ($1 - m) } / Double(real)
        mean.append(m)
        deviation.append(v.squareRoot() + 1e-5)
      }
      var vectors: [Double] = []
      var target: [Double] = []
      for patch in 0..<patches.context / patches.size {
        let places = (0..<patches.size).map {
          patch * patches.size + $0 - padding
        }
        for place in places {
          for channel in 0..<patches.channels {
            vectors.append(
              place < 0
                ? 0
                : (rows[place][channel] - mean[channel]) / deviation[channel])
          }
        }
        for place in places { vectors.append(place < 0 ? 1 : 0) }
        for step in 1...patches.horizon {
          target += rows[(places.last ?? 0) + step]
        }
      }
      return (vectors, target, mean, deviation)
    }
  }

  private static let seeds = 0..<UInt64(40)

  @Test func windowsAreThePlainOnes() throws {
    for seed in Self.seeds {
      let test = try Case(seed: seed)
      for part in LearningPart.allCases {
        let count = test.data.count(part)
        let rows = test.parts[part]?.count ?? 0
        #expect(count == rows - test.patches.context - test.patches.horizon + 1)
        let samples = [count - 1, 0, count / 2]
        let examples = try test.data.examples(samples, of: part, key: nil)
        let found = try vectors(examples.pass)
        #expect(
          found.shape
            == Shape(3, test.patches.count, test.patches.elements))
        let expected = samples.flatMap {
          test.expected($0, part, padding: 0).vectors
        }
        #expect(relativeError(try found.values(), expected) < 1e-3)
      }
    }
  }

  /// While training, a window begins with as many rows of padding as the key
  /// and the sample say, less than a patch.
  @Test func trainingCutsPatchesInVaryingPlaces() throws {
    var seen: Set<Int> = []
    for seed in Self.seeds {
      let test = try Case(seed: seed)
      let samples = Array(0..<min(8, test.data.count(.train)))
      let key = EpochKey(seed: seed, epoch: 3)
      let found = try vectors(
        test.data.examples(samples, of: .train, key: key).pass)
      let again = try vectors(
        test.data.examples(samples, of: .train, key: key).pass)
      #expect(try found.values() == again.values())
      let size = test.patches.count * test.patches.elements
      for sample in samples {
        var random = key.stream(sample: sample)
        let padding = Int(random.next() % UInt64(test.patches.size))
        seen.insert(padding)
        let expected = test.expected(sample, .train, padding: padding).vectors
        let own = try found.values()[sample * size..<(sample + 1) * size]
        #expect(relativeError(Array(own), expected) < 1e-3)
      }
      // A sample is the same whichever others come along.
      let alone = try vectors(
        test.data.examples([samples[1]], of: .train, key: key).pass)
      #expect(try alone.values() == Array(found.values()[size..<2 * size]))
    }
    #expect(seen == [0, 1, 2, 3, 4])
  }

  /// Told values are normed back; the loss is the mean square, and so is the
  /// metric for each sample.
  @Test func errorsAreMeanSquaresInZScores() throws {
    for seed in Self.seeds {
      let test = try Case(seed: seed)
      let count = min(5, test.data.count(.test))
      let samples = Array(0..<count)
      let examples = try test.data.examples(samples, of: .test, key: nil)
      var random = RandomStream(seed: seed)
      let told = try random.tensor(
        Shape(count, test.patches.count, test.patches.outputs))
      let values = try told.values()
      let size = test.patches.count * test.patches.outputs
      var square = 0.0
      for sample in samples {
        let plain = test.expected(sample, .test, padding: 0)
        for i in 0..<size {
          let channel = i % test.patches.channels
          let back =
            Double(values[sample * size + i]) * plain.deviation[channel]
            + plain.mean[channel]
          square += (back - plain.target[i]) * (back - plain.target[i])
        }
      }
      let expected = square / Double(size)
      let sum = try #require(examples.measures(told)[.mse])
      #expect(abs(sum - expected) < 1e-4 * expected)
      let loss = Double(try examples.loss(told).values()[0])
      #expect(abs(loss - expected / Double(count)) < 1e-4 * loss)
    }
  }

  /// Who knows what comes next has no error.
  @Test func theTruthHasNoError() throws {
    let test = try Case(seed: 2)
    let plain = test.expected(0, .test, padding: 0)
    let told = plain.target.enumerated().map { index, value in
      let channel = index % test.patches.channels
      return Float((value - plain.mean[channel]) / plain.deviation[channel])
    }
    let examples = try test.data.examples([0], of: .test, key: nil)
    let tensor = try Tensor(
      Shape(1, test.patches.count, test.patches.outputs), told)
    #expect(try #require(examples.measures(tensor)[.mse]) < 1e-9)
  }

  /// Series with other columns than the model's are refused, not misread.
  @Test func channelsMustAgree() throws {
    let series = try GeneratedSeries(seed: 1).series(rows: 500, channels: 1)
    let told = complaint {
      _ = try ForecastData(
        GeneratedSeries(seed: 1).source, series,
        patches: patches(context: 8, size: 4, channels: 2, horizon: 4),
        model: "wide")
    }
    #expect(
      told == """
        error: 'wide' cannot take 'generated-series': it has 1 column, not 2
          remedy: choose another set with data.set, or another model
        """)
  }
}
