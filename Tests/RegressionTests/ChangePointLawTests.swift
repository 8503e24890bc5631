import TestBasics
import Testing

@testable import Regression

/// What holds of change points whatever the series.
struct ChangePointLawTests {
  private let detector = ChangePointDetector()

  /// A series with up to two steps, of any kind and length.
  private func series(_ seed: Int) -> [Double] {
    var random = SeededNumbers(seed: seed)
    let points = Int.random(in: 1...120, using: &random)
    let noise = SyntheticSeries.Noise.allCases[seed % 3]
    func part(_ stream: Int) -> [Double] {
      SyntheticSeries(
        noise: noise, points: points,
        step: Double.random(in: -0.2...0.2, using: &random),
        stepIndex: Int.random(in: 0...points, using: &random)
      ).values(seed: 3, series: 2 * seed + stream)
    }
    return zip(part(0), part(1)).map { ($0 + $1) / 2 }
  }

  @Test func theUnitDoesNotMatter() throws {
    for seed in 0..<150 {
      let values = series(seed)
      let found = try detector.detect(in: values)
      // Powers of two are exact, so all is.
      for factor in [0.0009765625, 4096] {
        let scaled = try detector.detect(in: values.map { $0 * factor })
        #expect(scaled.changes.map(\.index) == found.changes.map(\.index))
        #expect(scaled.changes.map(\.p) == found.changes.map(\.p))
        #expect(scaled.changes.map(\.effect) == found.changes.map(\.effect))
        #expect(scaled.noise.rho == found.noise.rho)
        #expect(scaled.noise.deviation == found.noise.deviation * factor)
      }
    }
  }

  @Test func significanceKnowsNoZero() throws {
    // Effects are relative; without that gate the place of zero is nothing.
    var detector = detector
    detector.effect = 0
    for seed in 0..<150 {
      let values = series(seed)
      let found = try detector.detect(in: values)
      let moved = try detector.detect(in: values.map { $0 + 1000 })
      #expect(moved.changes.map(\.index) == found.changes.map(\.index))
      for (a, b) in zip(moved.changes, found.changes) {
        #expect(abs(a.p - b.p) <= 1e-6 * b.p + 1e-200, "seed \(seed)")
      }
    }
  }

  @Test func aMirroredSeriesHasTheSameChangesUpsideDown() throws {
    var detector = detector
    detector.effect = 0
    for seed in 0..<100 {
      let values = series(seed)
      let found = try detector.detect(in: values).changes
      let mirrored = try detector.detect(in: values.map { -$0 }).changes
      #expect(mirrored.map(\.index) == found.map(\.index))
      #expect(mirrored.map(\.before) == found.map { -$0.before })
    }
  }

  @Test func nothingChangesInAConstantSeries() throws {
    for points in [0, 1, 2, 9, 10, 60, 200] {
      for level in [0, 1, 0.1, -3.7, 1e12] {
        let values = [Double](repeating: level, count: points)
        let found = try detector.detect(in: values)
        #expect(found.changes.isEmpty && found.rejected == nil)
        #expect(found.noise.deviation == 0 || points == 0)
      }
    }
  }

  @Test func aHugeStepIsFoundWhereItIs() throws {
    for seed in 0..<300 {
      var random = SeededNumbers(seed: seed)
      let points = Int.random(in: 12...250, using: &random)
      let kind = SyntheticSeries(
        noise: SyntheticSeries.Noise.allCases[seed % 3], points: points,
        step: 2, stepIndex: Int.random(in: 5...(points - 5), using: &random))
      let found = try detector.detect(in: kind.values(seed: 5, series: seed))
      #expect(
        found.changes.contains { $0.index == kind.stepIndex }, "seed \(seed)")
    }
  }

  @Test func aStepWithoutNoiseIsCertain() throws {
    let values =
      [Double](repeating: 10, count: 7) + [Double](repeating: 11, count: 6)
    let changes = try detector.detect(in: values).changes
    #expect(changes.count == 1)
    #expect(changes.first?.index == 7)
    #expect(changes.first?.p == 0)
    #expect(abs((changes.first?.effect ?? 0) - 0.1) < 1e-12)
  }

  @Test func everyChangePassesItsGatesAndTheRejectedOneDoesNot() throws {
    for seed in 0..<200 {
      let values = series(seed)
      let found = try detector.detect(in: values)
      let bounds = [0] + found.changes.map(\.index) + [values.count]
      for (a, b) in zip(bounds, bounds.dropFirst()) {
        #expect(found.changes.isEmpty || b - a >= 5)
      }
      for (index, change) in found.changes.enumerated() {
        let shorter = min(
          change.index - bounds[index], bounds[index + 2] - change.index)
        let share = Double(shorter) / Double(values.count)
        #expect(abs(change.limit / (0.01 * share * share) - 1) < 1e-12)
        #expect(change.p <= change.limit)
        #expect(abs(change.effect) >= 0.03)
      }
      if let rejected = found.rejected {
        #expect(
          rejected.p > rejected.limit || abs(rejected.effect) < 0.03
            || rejected.blocked == .length)
      }
      #expect(try detector.detect(in: values) == found)
    }
  }

  @Test(arguments: [Double.nan, .infinity, -1e101, 1e-101])
  func whatIsNoNumberIsAnError(value: Double) {
    var values = [Double](repeating: 1, count: 20)
    values[6] = value
    #expect(
      complaint { _ = try detector.detect(in: values) } == """
        error: point 7 of the series is \(value)
          expected: 0 or sizes from 1e-100 to 1e100
          remedy: measure it again
        """)
  }

  @Test func saysWhichGateBlocked() throws {
    let small = SyntheticSeries(
      noise: .gauss, points: 100, step: 0.02, stepIndex: 50)
    let gates = try (0..<20).compactMap {
      try detector.detect(in: small.values(seed: 8, series: $0)).rejected
    }.map(\.blocked)
    #expect(gates.contains(.effect))
    #expect(gates.allSatisfy { $0 == .effect || $0 == .significance })
  }
}
