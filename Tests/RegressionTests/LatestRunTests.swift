import TestBasics
import Testing

@testable import Regression

struct LatestRunTests {
  private let test = LatestRunTest()

  private func run(_ value: Double, spread: Double = 0) -> InterleavedRun {
    InterleavedRun(value: value, spread: spread, repetitions: 1)
  }

  @Test func theUnitDoesNotMatter() throws {
    for series in 0..<50 {
      let history = noisy(20, series: series)
      let result = try test.judge(run(108), history: history)
      let scaled = try test.judge(
        run(108 * 1024), history: history.map { $0 * 1024 })
      #expect(scaled.p == result.p && scaled.effect == result.effect)
      #expect(scaled.verdict == result.verdict)
    }
  }

  @Test func pGrowsLessTheFurtherTheRunIs() throws {
    let history = noisy(20)
    let values = try stride(from: 100.0, through: 130, by: 2).map {
      try test.judge(run($0), history: history).p
    }
    #expect(zip(values.dropFirst(2), values.dropFirst()).allSatisfy(<))
  }

  @Test func aRunThatDisagreesWithItselfProvesLittle() throws {
    let history = noisy(20)
    let sure = try test.judge(run(112), history: history)
    let unsure = try test.judge(run(112, spread: 0.2), history: history)
    #expect(sure.verdict == .needsConfirmation)
    #expect(unsure.verdict == .unchanged && unsure.p > sure.p)
    #expect(unsure.blocked == .significance)
  }

  @Test func reruns() throws {
    let history = noisy(20)
    func verdict(_ reruns: [Double]) throws -> LatestRunTest.Verdict {
      try test.judge(run(112), reruns: reruns.map { run($0) }, history: history)
        .verdict
    }
    #expect(try verdict([]) == .needsConfirmation)
    #expect(try verdict([113, 111, 112]) == .confirmed)
    #expect(try verdict([100, 99, 101]) == .wentAway)
    #expect(try verdict([88, 89, 87]) == .wentAway)
    // One wild rerun of three decides nothing, either way.
    #expect(try verdict([113, 100, 112]) == .confirmed)
    #expect(try verdict([113, 100, 101]) == .wentAway)
  }

  @Test func littleHistorySaysSo() throws {
    for points in 0..<5 {
      let result = try test.judge(run(200), history: noisy(points))
      #expect(result.verdict == .tooLittleHistory)
      #expect(result.blocked == .length)
    }
    #expect(
      try test.judge(run(200), history: noisy(5)).verdict
        == .needsConfirmation)
    #expect(
      complaint { _ = try test.judge(run(.nan), history: noisy(9)) }
        .contains("point 10 of the series is nan"))
  }
}
