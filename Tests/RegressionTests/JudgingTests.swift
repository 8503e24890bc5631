import Foundation
import TestBasics
import Testing

@testable import Regression

/// From a history to verdicts.
struct JudgingTests {
  private func compare(
    _ rows: [HistoryRow], accepted: [Acceptances.Row] = [],
    machine: String? = nil
  ) throws -> Comparison {
    try Comparison(
      of: History(rows), accepted: Acceptances(accepted), machine: machine)
  }

  private func report(
    _ values: [Double], _ family: HistoryRow.Family,
    worse: HistoryRow.Worse = .up
  ) throws -> SeriesReport {
    let rows = measurements("s", values, family: family, worse: worse)
    return try #require(try compare(rows).series.first)
  }

  /// Deterministic and counted values, oldest first, and what they come to.
  @Test(
    arguments: [
      (
        HistoryRow.Family.deterministic, [5], SeriesReport.Status.noHistory, nil
      ),
      (.deterministic, [5, 5, 5], .unchanged, nil),
      (.deterministic, [5, 5, 5.000_000_1], .regression, 2),
      (.deterministic, [5, 6, 6, 6], .regression, 1),
      (.deterministic, [5, 6, 5], .unchanged, nil),
      (.deterministic, [5, 6, 5, 4], .improvement, 3),
      (.deterministic, [0, 0, 1], .regression, 2),
      (.deterministic, [-1, -1, -2], .improvement, 2),
      (.counted, [1000], .noHistory, nil),
      (.counted, [1000, 1001], .unchanged, nil),
      (.counted, [1000, 1003], .regression, 1),
      (.counted, [1000, 997], .improvement, 1),
      (.counted, [1000, 1003, 1003, 1003], .regression, 1),
      (.counted, [1000, 1003, 1000], .unchanged, nil),
      (.counted, [1000, 1001, 1002, 1003], .unchanged, nil),
      (.counted, [0, 0, 3], .regression, 2),
    ] as [(HistoryRow.Family, [Double], SeriesReport.Status, Int?)])
  func exactAndCounted(
    family: HistoryRow.Family, values: [Double],
    status: SeriesReport.Status, index: Int?
  ) throws {
    let report = try report(values, family)
    #expect(report.status == status)
    let change = report.findings.first(where: \.isChange)
    #expect(change?.index == index)
    if let index {
      #expect(change?.commits.text == "c\(index - 1)..c\(index)")
      #expect(change?.after == values.last)
    }
  }

  @Test func aFenceIsAsWideAsThePastWas() throws {
    let past: [Double] = (0..<12).map { 1000 + Double($0 % 3) * 5 }
    for (value, isChange) in [(1012.0, false), (1040, true), (960, true)] {
      let report = try report(past + [value], .counted)
      #expect(report.findings.contains(where: \.isChange) == isChange)
    }
    let fence = FenceTest()
    #expect(fence.fence(after: []) == 0.002)
    #expect(fence.fence(after: Array(repeating: 0.5, count: 7)) == 0.002)
    // Quartiles 0.01 and 0.03, 3 times 0.02 above the third.
    let sizes = [0, 0.01, 0.01, 0.02, 0.02, 0.02, 0.03, 0.03, 0.04]
    #expect(abs(fence.fence(after: sizes) - 0.09) < 1e-12)
  }

  @Test func lessIsWorseWhereItIs() throws {
    #expect(
      try report([0.9, 0.9, 0.8], .deterministic, worse: .down).status
        == .regression)
    #expect(
      try report([0.9, 0.9, 0.95], .counted, worse: .down).status
        == .improvement)
    let slower = noisy(60, step: 0.1, at: 40, series: 1)
    #expect(try report(slower, .wall).status == .regression)
    #expect(try report(slower, .wall, worse: .down).status == .improvement)
  }

  @Test func aStepOfAWallTimeStaysUntilAcceptedOrGone() throws {
    let rows = measurements("gemm", noisy(60, step: 0.1, at: 40))
    let report = try #require(try compare(rows).series.first)
    let change = try #require(report.findings.first)
    #expect(change.test == .changePoint && change.verdict == .regression)
    #expect((39...41).contains(change.index))
    #expect(abs(change.changePercent - 10) < 3)
    #expect(change.significance > 1)
    #expect(report.levels.count == 2)
    let accepted = Acceptances.Row(
      machine: "box", series: "gemm", run: "n-040", commit: "c40",
      reason: "checks of bounds")
    #expect(try compare(rows, accepted: [accepted]).outcome == .noChange)
    // Back again: the step up went away, the step down is news.
    let back = zip(noisy(60, step: 0.1, at: 20), noisy(60, step: -0.1, at: 40))
      .map { $0 + $1 - 100 }
    let findings = try self.report(back, .wall).findings
    #expect(findings.contains { $0.verdict == .wentAway && $0.index < 25 })
    #expect(!findings.contains { $0.verdict == .regression })
  }

  @Test func theNewestRunNeedsConfirmation() throws {
    let past = measurements("gemm", noisy(20))
    let slow = past + [measurement("gemm", run: 20, 113)]
    let first = try compare(slow)
    #expect(first.series.first?.status == .needsConfirmation)
    #expect(first.needsConfirmation)
    // Who does not measure again is not told that all is well.
    #expect(first.outcome == .regression)
    func rerun(_ values: [Double]) throws -> Comparison {
      try compare(
        slow
          + values.enumerated().map {
            measurement("gemm", run: 20, $1, attempt: $0 + 2)
          })
    }
    let confirmed = try rerun([112, 114, 111])
    #expect(confirmed.outcome == .regression)
    #expect(confirmed.series.first?.findings.first?.test == .latestRun)
    #expect(
      confirmed.series.first?.findings.first?.commits.text == "c19..c20")
    #expect(!confirmed.needsConfirmation)
    let gone = try rerun([100, 101, 99])
    #expect(gone.outcome == .noChange)
    #expect(
      gone.series.first?.findings.contains { $0.verdict == .wentAway } == true)
    let fast = try compare(past + [measurement("gemm", run: 20, 87)])
    #expect(fast.needsConfirmation && fast.outcome == .noChange)
  }

  @Test func shortKernelsOnlyReport() throws {
    let values = noisy(60, step: 0.2, at: 40)
    for (duration, outcome) in [
      (0.001, Comparison.Outcome.noChange), (0.01, .regression),
    ] {
      let comparison = try compare(
        measurements("tiny", values, duration: duration))
      #expect(comparison.series.first?.status == .regression)
      #expect(comparison.outcome == outcome)
    }
  }

  @Test func machinesAreNotMixed() throws {
    let old = measurements("s", [5, 5, 5], family: .deterministic)
    let new = measurement(
      "s", run: 9, 7, family: .deterministic, machine: "new box")
    let comparison = try compare(old + [new])
    #expect(comparison.machine == "new box")
    #expect(comparison.seriesElsewhere == 1)
    #expect(
      comparison.series.first?.remark == "no history for this machine yet")
    #expect(comparison.outcome == .nothingMeasured)
    #expect(try compare(old + [new], machine: "box").outcome == .noChange)
    #expect(
      complaint { _ = try compare(old, machine: "bix") }.contains(
        "did you mean 'box'?"))
  }

  @Test func whatIsNotMeasuredAnyMoreIsNoSuccess() throws {
    let rows =
      measurements("a", [5, 5, 5], family: .deterministic)
      + measurements("b", [5, 5], family: .deterministic)
    let comparison = try compare(rows)
    #expect(comparison.series(.notMeasured).map(\.series.name) == ["b"])
    #expect(comparison.outcome == .nothingMeasured)
    let gone = Acceptances.Row(
      machine: "*", series: "b", run: "n-002", commit: "c2", reason: "removed")
    #expect(try compare(rows, accepted: [gone]).outcome == .noChange)
    #expect(try compare([]).outcome == .nothingMeasured)
    #expect(try compare([]).machine == nil)
  }

  @Test func theWorstComesFirstAndDecides() throws {
    let names = try compare(
      measurements("better", [5, 5, 4], family: .deterministic)
        + measurements("same", [5, 5, 5], family: .deterministic)
        + measurements("worse", [100, 100, 101], family: .counted)
        + measurements("much worse", [100, 100, 150], family: .counted)
    )
    #expect(
      names.series.map(\.series.name)
        == ["much worse", "worse", "better", "same"])
    #expect(names.outcome == .regression)
    #expect(
      try compare(
        measurements("better", [5, 5, 4], family: .deterministic)
          + measurements("same", [5, 5, 5], family: .deterministic)
      ).outcome == .improvement)
    #expect(Comparison.Outcome.allCases.map(\.rawValue) == [0, 2, 3, 4, 70])
  }

  @Test func anyHistoryHasAnOutcome() throws {
    // Few points, wild values, mixed families: nothing of it may trap.
    for seed in 0..<300 {
      var random = SeededNumbers(seed: seed)
      var rows: [HistoryRow] = []
      for series in 0..<3 {
        let family = HistoryRow.Family.allCases[series]
        for run in 0..<Int.random(in: 0...14, using: &random)
        where Bool.random(using: &random) {
          let wild =
            [1e99, 1e-99, 1] + (family == .wall ? [] : [0, -1, -1e100])
          let earlier = rows.last { $0.series == "s\(series)" }?.run
          for attempt in 1...Int.random(in: 1...9, using: &random) {
            rows.append(
              measurement(
                "s\(series)", run: run,
                wild[Int.random(in: 0..<wild.count, using: &random)],
                family: family, attempt: attempt,
                base: earlier.map {
                  .init(
                    run: $0,
                    value: wild[Int.random(in: 0..<3, using: &random)])
                }))
          }
        }
      }
      let comparison = try compare(rows)
      let names = Set(rows.map(\.series))
      #expect(comparison.series.count == names.count)
      let isWorse = comparison.series.contains {
        $0.status == .regression || $0.mayBeWorse
      }
      #expect((comparison.outcome == .regression) == isWorse, "seed \(seed)")
      if rows.isEmpty || !comparison.series(.notMeasured).isEmpty {
        #expect(
          isWorse || comparison.outcome == .nothingMeasured, "seed \(seed)")
      }
      for name in names { #expect(comparison.text.contains("  \(name)")) }
      #expect(!comparison.html.contains("nan"), "seed \(seed)")
    }
  }
}
