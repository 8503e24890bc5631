import TestBasics
import Tensors
import Testing

@testable import Models

struct GeneratedTests {
  @Test func seriesDependOnTheSeedAlone() throws {
    let (a, b) = (GeneratedSeries(seed: 1), GeneratedSeries(seed: 2))
    let long = try a.series(rows: 3000, channels: 3)
    #expect(try a.series(rows: 3000, channels: 3) == long)
    #expect(long.columns == ["y0", "y1", "y2"])
    // Longer begins with shorter, and more channels with fewer.
    let short = try a.series(rows: 700)
    #expect(short.columns == ["y"])
    #expect(short.values[0] == Array(long.values[0][..<700]))
    #expect(long.values[0] != long.values[1])
    #expect(try b.series(rows: 700).values != short.values)
    #expect(
      complaint { _ = try a.series(rows: 0) }
        .hasPrefix("error: the number of rows is 0"))
  }

  @Test func glyphsDependOnTheSeedAlone() throws {
    let task = GeneratedGlyphs(seed: 1)
    let many = try task.images(.train, count: 50)
    #expect(try task.images(.train, count: 50) == many)
    #expect(try task.images(.train, count: 20) == many.subset(0..<20))
    #expect(try task.images(.test, count: 20) != many.subset(0..<20))
    let other = try GeneratedGlyphs(seed: 2).images(.train, count: 20)
    #expect(try other != many.subset(0..<20))
    #expect(complaint { _ = try task.images(.test, count: 0) } != "")
  }

  /// Same bytes on every machine and in every version: a change here changes
  /// every result that stands on these sets.
  @Test func contentIsFixed() throws {
    let images = try GeneratedGlyphs(seed: 1).images(.train, count: 100)
    #expect(
      digest(images.pixels + images.labels)
        == "8c0e9bc684a266bf47de38dcb055eda4e4d9b603944b2df666c07590b7100ddf")
    let series = try GeneratedSeries(seed: 1).series(rows: 1000)
    let words = series.values[0].flatMap { value in
      let steps = Int32(value * 65_536)
      return (0..<4).map { UInt8(truncatingIfNeeded: steps >> (8 * $0)) }
    }
    #expect(
      digest(words)
        == "26de2624540ff9228cefc3f245b9d500bd3f9550fca593cf5705dbe87bc81b01")
  }

  @Test func everyClassIsThere() throws {
    let labels = try GeneratedGlyphs(seed: 3).images(.train, count: 5000).labels
    for digit in 0..<10 {
      let count = labels.count { $0 == digit }
      #expect((400...600).contains(count))
    }
  }
}

/// How hard the generated sets are, as their documentation says.
struct DifficultyTests {
  /// Test error in z-scores of simple forecasters, context 512, horizon 96.
  @Test(arguments: [1, 2, 3])
  func series(seed: UInt64) throws {
    let set = try ForecastingSet(
      GeneratedSeries(seed: seed).series(), context: 512, horizon: 96)
    let deviation = set.standardization.deviations[0]
    let floor = GeneratedSeries.noiseFloor / (deviation * deviation)
    func error(_ forecast: (ArraySlice<Float>, Int) -> Float) -> Double {
      var sum = 0.0
      var count = 0
      for start in stride(from: 0, to: set.test.count, by: 7) {
        let seen = set.test.values[start..<start + 512]
        for step in 0..<96 {
          let miss = set.test.values[start + 512 + step] - forecast(seen, step)
          sum += Double(miss * miss)
          count += 1
        }
      }
      return sum / Double(count)
    }
    let last = error { seen, _ in seen[seen.endIndex - 1] }
    let day = error { seen, step in seen[seen.endIndex - 24 + step % 24] }
    let week = error { seen, step in seen[seen.endIndex - 168 + step] }
    #expect((0.019...0.024).contains(floor))
    #expect((0.7...1.2).contains(last))
    #expect((0.2...0.3).contains(day))
    #expect((0.07...0.15).contains(week))
  }

  /// What no season explains has the variance that is documented.
  @Test func theFloorIsTheNoise() throws {
    let values = try GeneratedSeries(seed: 1).series(rows: 17_420).values[0]
    // Second differences over a day leave no daily season, and those of
    // neighbours next to nothing but noise, except where regimes change.
    var squares: [Double] = []
    for row in 24..<values.count - 25 {
      let bend = values[row - 24] - 2 * values[row] + values[row + 24]
      let near = values[row - 23] - 2 * values[row + 1] + values[row + 25]
      squares.append((bend - near) * (bend - near))
    }
    squares.sort()
    // The median of a squared normal number is 0.4549 of its variance, and
    // each bend has 1 + 4 + 1 times the variance of the noise.
    let variance = squares[squares.count / 2] / 0.4549 / 12
    #expect(abs(variance / GeneratedSeries.noiseFloor - 1) < 0.05)
  }

  /// Accuracy of two simple classifiers on 10,000 training images, and of one
  /// that knows how the images are made.
  @Test(
    .enabled(if: Optimized.isOn, Optimized.reason), arguments: [1, 2, 3])
  func glyphs(seed: UInt64) throws {
    let task = GeneratedGlyphs(seed: seed)
    let train = try task.images(.train, count: 10_000)
    let test = try task.images(.test, count: 1000)
    let centroid = nearestCentroid(train, test)
    let neighbour = nearestNeighbour(train, test)
    let knowing = knowingTheTask(test)
    #expect((0.2...0.32).contains(centroid))
    #expect((0.62...0.74).contains(neighbour))
    #expect((0.92...0.97).contains(knowing))
  }
}
