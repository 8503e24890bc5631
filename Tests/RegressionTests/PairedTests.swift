import Foundation
import TestBasics
import Testing

@testable import Regression

struct PairedTests {
  /// Times of two builds on a machine that slows both as it likes.
  private func times(
    _ seed: Int, factor: Double, pairs: Int = 24
  ) -> (base: [Double], changed: [Double]) {
    let numbers = CounterNumbers(seed: UInt64(seed))
    func time(_ pair: Int, _ stream: Int) -> Double {
      let mood = 1 + numbers.uniform(0, pair, stream: 9)
      return 0.1 * mood * (1 + 0.02 * numbers.normal(0, pair, stream: stream))
    }
    return (
      (0..<pairs).map { time($0, 0) },
      (0..<pairs).map { factor * time($0, 1) }
    )
  }

  private func compare(
    _ seed: Int, factor: Double, family: HistoryRow.Family = .wall,
    pairs: Int = 24
  ) throws -> Comparison {
    let (base, changed) = times(seed, factor: factor, pairs: pairs)
    return try compare([
      PairedSeries(
        name: "gemm", family: family, unit: "ref-a", base: base,
        changed: changed)
    ])
  }

  private func compare(_ pairs: [PairedSeries]) throws -> Comparison {
    try Comparison(
      of: pairs, base: "aaa", commit: "bbb", machine: "box",
      date: "2026-03-31T04:05:06Z")
  }

  @Test func equalBuildsAreEqualAndSlowOnesAreFound() throws {
    var alarms = 0
    var found = 0
    for seed in 0..<200 {
      if try compare(seed, factor: 1).outcome != .noChange { alarms += 1 }
      if try compare(seed, factor: 1.1).outcome == .regression { found += 1 }
    }
    #expect(alarms == 0 && found >= 198, "\(alarms) \(found)")
    #expect(try compare(1, factor: 0.9).outcome == .improvement)
  }

  /// Times on a machine whose neighbours strike some repetitions of either
  /// build, and add up to as much again.
  private func struck(
    _ seed: Int, factor: Double, share: Double, pairs: Int
  ) -> (base: [Double], changed: [Double]) {
    let numbers = CounterNumbers(seed: UInt64(seed))
    func time(_ pair: Int, _ build: Int) -> Double {
      let isStruck = numbers.uniform(0, pair, stream: 2 + build) < share
      let more = isStruck ? numbers.uniform(0, pair, stream: 4 + build) : 0
      return (1 + more) * (1 + 0.02 * numbers.normal(0, pair, stream: build))
    }
    return (
      (0..<pairs).map { time($0, 0) },
      (0..<pairs).map { factor * time($0, 1) }
    )
  }

  /// What neighbours add to one build alone is no change of it, and hides none
  /// as more and more pairs are measured while they do not tell.
  @Test(arguments: [(0.1, 4), (0.3, 4), (0.5, 28)])
  func neighboursOnlyAddTime(share: Double, mostMissed: Int) throws {
    var alarms: [Int] = []
    var missed: [Int] = []
    for seed in 0..<400 {
      func isChanged(_ factor: Double) throws -> Bool {
        let (base, changed) = struck(
          seed, factor: factor, share: share,
          pairs: PairedTest.rounds * PairedTest.round)
        for rounds in 1...PairedTest.rounds {
          let pairs = rounds * PairedTest.round
          let result = try PairedTest().judge(
            base: Array(base.prefix(pairs)),
            changed: Array(changed.prefix(pairs)))
          if !result.isUndecided { return result.blocked == nil }
        }
        return false
      }
      if try isChanged(1) { alarms.append(seed) }
      if try !isChanged(1.1) { missed.append(seed) }
    }
    #expect(alarms.count <= 1, "\(alarms)")
    #expect(missed.count <= mostMissed, "\(missed)")
  }

  /// Of either build the faster half counts, whichever repetitions these are.
  @Test func theFasterHalfCounts() throws {
    let fast = [1.00, 1.01, 0.99, 1.02, 0.98]
    let base = fast + [1.5, 3, 7, 1.2, 100]
    let result = try PairedTest().judge(
      base: base, changed: [5, 2, 9, 1.6, 1.7] + fast.map { 1.1 * $0 })
    #expect(abs(result.effect - 0.1) < 1e-12)
    // As few as there may be: half of them and one in the middle.
    let odd = try PairedTest().judge(
      base: [1, 1, 1, 1, 1, 9, 9, 9, 9],
      changed: [2, 2, 2, 2, 4, 9, 9, 9, 9])
    #expect(abs(odd.effect - (pow(64, 0.2) - 1)) < 1e-12)
  }

  /// By how much times differ, in percent, their noise, and what is known then.
  @Test(
    arguments: [
      // Found, and ruled out.
      (10.0, 1.0, ChangePoint.Gate?.none, false, false),
      (0, 1, .effect, false, false),
      // It may be noise; noise may hide it.
      (10, 20, .significance, true, true), (0, 20, .effect, false, true),
    ] as [(Double, Double, ChangePoint.Gate?, Bool, Bool)])
  func whatIsKnown(
    percent: Double, noise: Double, blocked: ChangePoint.Gate?,
    isSuspicious: Bool, isUndecided: Bool
  ) throws {
    let wave = [1, -1, 0.5, 0, -0.5, 0, -1, 1, 0, 0.5, 0, -0.5, 1, 0, -1, 0.5]
    let base = wave.map { 1 + noise / 100 * $0 }
    // The same times, beside others.
    let changed = base.reversed().map { (1 + percent / 100) * $0 }
    let result = try PairedTest().judge(base: base, changed: changed)
    #expect(abs(100 * result.effect - percent) < 1e-9)
    #expect(result.blocked == blocked)
    #expect(result.isSuspicious == isSuspicious)
    #expect(result.isUndecided == isUndecided)
    // More pairs do not tell how the base errs as a whole.
    let whole = try PairedTest().judge(
      base: base, changed: changed, uncertainty: 1)
    #expect(!whole.isSuspicious && !whole.isUndecided)
  }

  @Test func swappingTheBuildsTurnsTheChangeRound() throws {
    let test = PairedTest()
    for seed in 0..<50 {
      let (base, changed) = times(seed, factor: 1.05)
      let there = try test.judge(base: base, changed: changed)
      let back = try test.judge(base: changed, changed: base)
      #expect(abs(there.p - back.p) <= 1e-9 * there.p)
      #expect(there.effect > 0 && back.effect < 0)
      let other = try test.judge(
        base: base.map { $0 * 8 }, changed: changed.map { $0 * 8 })
      #expect(abs(other.p - there.p) <= 1e-9 * there.p)
      #expect(abs(other.effect - there.effect) <= 1e-12)
    }
  }

  @Test func timesThatCannotBeAreErrors() {
    let cases: [([Double], [Double], String)] = [
      ([], [], "the run has no repetitions"),
      ([1], [1, 2], "2 repetitions beside 1 of the base"),
      ([1, 1], [1, 0], "a repetition took 0"),
      ([1, .nan], [1, 1], "a repetition took nan"),
      ([1, 1], [1, .infinity], "a repetition took inf"),
    ]
    for (base, changed, message) in cases {
      let told = complaint {
        _ = try PairedTest().judge(base: base, changed: changed)
      }
      #expect(told.contains(message), "\(told)")
    }
  }

  @Test func eachFamilyHasItsRule() throws {
    func outcome(
      _ family: HistoryRow.Family, _ base: [Double], _ changed: [Double]
    ) throws -> Comparison.Outcome {
      try compare([
        PairedSeries(
          name: "x", family: family, unit: "B", base: base, changed: changed)
      ]).outcome
    }
    #expect(try outcome(.deterministic, [5, 5], [5, 5]) == .noChange)
    #expect(try outcome(.deterministic, [5], [5.001]) == .regression)
    #expect(try outcome(.deterministic, [5, 5], [5, 4]) == .improvement)
    #expect(try outcome(.counted, [1000], [1001]) == .noChange)
    #expect(try outcome(.counted, [1000, 1000], [1003, 1003]) == .regression)
    #expect(try outcome(.wall, [1, 1, 1], [2, 2, 2]) == .nothingMeasured)
    #expect(try compare([]).outcome == .nothingMeasured)
    let told = complaint { _ = try outcome(.wall, [1, 2], [1]) }
    #expect(told.contains("1 repetition beside 2 of the base"))
    // What only one build has is not compared.
    #expect(try outcome(.counted, [], [1]) == .nothingMeasured)
    #expect(try outcome(.counted, [1], []) == .nothingMeasured)
    #expect(complaint { _ = try outcome(.counted, [], []) } != "")
    #expect(complaint { _ = try outcome(.counted, [1], [.nan]) } != "")
  }

  @Test func saysWhatWasCompared() throws {
    let comparison = try compare(3, factor: 1.2)
    #expect(comparison.text.contains("commits aaa..bbb"))
    #expect(comparison.series.first?.findings.first?.test == .paired)
    #expect(comparison.series.first?.series.points.count == 48)
    // Two builds of 2 % each.
    let noise = comparison.series.first?.noisePercent ?? 0
    #expect((2.0...4.5).contains(noise))
    for (duration, outcome) in [
      (0.001, Comparison.Outcome.noChange), (0.003, .regression),
    ] {
      let short = PairedSeries(
        name: "tiny", family: .wall, unit: "ref-a",
        base: Array(repeating: 0.1, count: 9),
        changed: Array(repeating: 0.2, count: 9), duration: duration)
      #expect(try compare([short]).series.first?.status == .regression)
      #expect(try compare([short]).outcome == outcome)
    }
  }

  /// Computed by scipy.stats.ttest_ind.
  @Test func thePooledTestIsThatOfTables() {
    let x = [1.0, 2, 4, 3.5, 2.5][...]
    let y = [3.0, 5, 6, 4.5][...]
    #expect(abs(EDivisive.pooledP(x, y) - 0.04233005800198487) < 1e-10)
    #expect(EDivisive.pooledP(x, x) == 1)
    #expect(EDivisive.pooledP([1][...], [2][...]) == 1)
  }
}
