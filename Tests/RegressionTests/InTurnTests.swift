import TestBasics
import Testing

@testable import Regression

/// An earlier build that was measured in turn with a run tells what is a change
/// of the program.
struct InTurnTests {
  /// The rows of run `index`, and pairs of it and of the build of run 0.
  private func rows(
    run index: Int, _ value: Double, base: Double, changed: Double,
    baseRun: String = "n-000", pairs: Int = 16
  ) -> [HistoryRow] {
    [measurement("gemm", run: index, value)]
      + (0..<pairs).map { pair in
        // Half a percent to and fro, and both alike another one.
        let own = 1 + 0.005 * [-1, 0.3, 0.9, -0.4, 0.2][pair % 5]
        let both = pair % 2 == 0 ? 1.01 : 0.99
        return measurement(
          "gemm", run: index, changed * own * both, attempt: pair + 2,
          base: .init(run: baseRun, value: base * both))
      }
  }

  private func report(_ rows: [HistoryRow]) throws -> SeriesReport {
    try #require(try Comparison(of: History(rows)).series.first)
  }

  private func verdict(
    _ report: SeriesReport, _ test: Finding.Test
  ) -> Finding.Verdict? {
    report.findings.first { $0.test == test }?.verdict
  }

  /// The newest run, the earlier build and the run's own beside it, after
  /// twenty nights about 100.
  @Test(
    arguments: [
      // The machine has moved, and the program has not.
      (
        (112, 112, 112), Finding.Verdict.machineMoved, Finding.Verdict.none,
        SeriesReport.Status.unchanged
      ),
      ((88, 88, 88), .machineMoved, .none, .unchanged),
      ((112, 111, 113), .machineMoved, .none, .unchanged),
      // The program has changed.
      ((112, 100, 112), .regression, .regression, .regression),
      ((88, 100, 88), .improvement, .improvement, .improvement),
      // Both have, alike or otherwise.
      ((123, 112, 123), .regression, .regression, .regression),
      ((100, 90, 100), .none, .regression, .regression),
      ((112, 125, 112), .machineMoved, .improvement, .improvement),
      // A run that nobody can repeat.
      ((112, 100, 100), .wentAway, .none, .unchanged),
      ((100, 100, 100), .none, .none, .unchanged),
    ]
      as [(
        (Double, Double, Double), Finding.Verdict, Finding.Verdict,
        SeriesReport.Status
      )])
  func theNewestRun(
    values: (Double, Double, Double), latest: Finding.Verdict,
    paired: Finding.Verdict, status: SeriesReport.Status
  ) throws {
    let report = try report(
      measurements("gemm", noisy(20))
        + rows(run: 20, values.0, base: values.1, changed: values.2))
    #expect(verdict(report, .latestRun) == latest)
    #expect(verdict(report, .paired) == paired)
    #expect(report.status == status)
    #expect(!report.needsConfirmation)
    let finding = try #require(report.findings.first { $0.test == .paired })
    let change = 100 * (values.2 / values.1 - 1)
    #expect(abs(finding.changePercent - change) < 1)
    #expect(finding.commits.text == "c0..c20")
    // The noise is that of the history, not of the pairs.
    #expect(try #require(report.noisePercent) < 5)
  }

  /// Too few pairs tell nothing; they are reruns then.
  @Test func fewPairs() throws {
    let report = try report(
      measurements("gemm", noisy(20))
        + rows(run: 20, 112, base: 112, changed: 112, pairs: 7))
    #expect(verdict(report, .latestRun) == .regression)
    #expect(verdict(report, .paired) == nil)
  }

  /// A step at run 40; what runs from there on show beside which build.
  @Test(
    arguments: [
      ([], Finding.Verdict.regression),
      ([(59, "n-000", 1.0)], .machineMoved),
      ([(59, "n-000", 1.1)], .regression),
      ([(59, "n-000", 0.9)], .machineMoved),
      // A build of after the step knows nothing of it, nor does one of before
      // that was measured before.
      ([(59, "n-050", 1.0)], .regression),
      ([(30, "n-000", 1.0)], .regression),
    ] as [([(Int, String, Double)], Finding.Verdict)])
  func aStep(
    pairs: [(run: Int, base: String, quotient: Double)],
    expected: Finding.Verdict
  ) throws {
    let values = noisy(60, step: 0.1, at: 40)
    let report = try report(
      values.enumerated().flatMap { index, value in
        guard let pair = pairs.first(where: { $0.run == index }) else {
          return [measurement("gemm", run: index, value)]
        }
        return rows(
          run: index, value, base: value / pair.quotient, changed: value,
          baseRun: pair.base)
      })
    #expect(verdict(report, .changePoint) == expected)
    let change = try #require(report.findings.first { $0.test == .changePoint })
    #expect((39...41).contains(change.index))
  }

  /// The program is 10 % slower from run 40 to 49, or from 50 on, and the
  /// machine in the other ten and ever after: what was measured is the same.
  @Test(
    arguments: [
      ((42, 1.1), (50, 1.0), false, 50), ((40, 1.0), (50, 1.1), true, 50),
      ((40, 1.1), (50, 1.1), true, 40), ((40, 1.0), (50, 1.0), false, nil),
    ] as [((Int, Double), (Int, Double), Bool, Int?)])
  func theMachineAndTheProgram(
    first: (Int, Double), second: (Int, Double), isRegression: Bool,
    change: Int?
  ) throws {
    let report = try report(
      noisy(60, step: 0.1, at: 40).enumerated().flatMap { index, value in
        guard let pair = [first, second].first(where: { $0.0 == index }) else {
          return [measurement("gemm", run: index, value)]
        }
        return rows(
          run: index, value, base: value / pair.1, changed: value)
      })
    #expect((report.status == .regression) == isRegression)
    let found = report.findings.filter {
      $0.test == .changePoint && $0.blocked == nil
    }
    if let change {
      #expect(found.contains { abs($0.index - change) <= 1 })
    } else {
      #expect(found.isEmpty)
    }
  }

  /// What moved with the machine is looked for where the machine is now.
  @Test(arguments: [(1.1, true), (1.0, false)])
  func theNextRun(quotient: Double, isRegression: Bool) throws {
    let moved = (20...22).flatMap {
      rows(run: $0, 110, base: 110 / quotient, changed: 110)
    }
    let past = measurements("gemm", noisy(20)) + moved
    func latest(_ value: Double) throws -> Finding {
      let report = try report(past + [measurement("gemm", run: 23, value)])
      let finding = report.findings.first { $0.test == .latestRun }
      return try #require(finding)
    }
    let same = try latest(110)
    // Runs that have left the level, as the pairs confirm, are none of it.
    #expect(abs(same.before - 100) < 1.5)
    #expect((same.verdict == .needsConfirmation) == isRegression)
    #expect(try latest(121).verdict == .needsConfirmation)
    #expect(try (latest(100).verdict == .needsConfirmation) != isRegression)
  }

  /// All outputs tell that the machine has moved.
  @Test func inWords() throws {
    let comparison = try Comparison(
      of: History(
        measurements("gemm", noisy(20))
          + rows(run: 20, 112, base: 112, changed: 112)))
    #expect(comparison.outcome == .noChange)
    #expect(comparison.text.contains("1 unchanged, 1 moved with the machine"))
    #expect(comparison.text.contains("latest run, machine moved: +"))
    #expect(comparison.text.contains("in turn, no change: "))
    #expect(comparison.markdown.contains("machine moved"))
    #expect(comparison.html.contains("machine moved"))
    #expect(try comparison.json().contains("\"verdict\" : \"machine moved\""))
    #expect(!comparison.annotations.contains("::error"))
    #expect(!comparison.junit.contains("<failure"))
  }
}
