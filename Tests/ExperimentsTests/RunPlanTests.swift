import Diagnostics
import Foundation
import Testing

@testable import Experiments

/// What the journal tells of points, and what a plan makes of it.
struct RunPlanTests {
  private static let failure = JobFailure(Diagnosis("it failed"))

  private func done(
    _ identity: String, _ value: Double, point: String? = nil,
    seconds: Double? = nil
  ) -> RunLog.Row {
    .init(
      identity: identity, point: point, seconds: seconds,
      values: ["v": value])
  }

  private func failed(_ identity: String) -> RunLog.Row {
    .init(
      identity: identity, point: "p", seconds: 9, values: [:],
      failure: Self.failure)
  }

  @Test func theLastOfSeveralCounts() {
    let records = PointRecords([
      done("a", 1, point: "p", seconds: 3), done("a", 2, seconds: 4),
      done("b", 3, point: "p", seconds: 5),
    ])
    #expect(records.finished["a"] == .init(values: ["v": 2], seconds: 4))
    #expect(records.seconds == ["p": 5])
    #expect(records.failed.isEmpty)
  }

  /// A result mends a failure; a failure takes no result away.
  @Test func failures() {
    let records = PointRecords([
      failed("a"), done("b", 1), failed("b"), failed("c"), done("c", 2),
    ])
    #expect(records.failed == ["a": Self.failure])
    #expect(Set(records.finished.keys) == ["b", "c"])
    // What a failure took says nothing about a success.
    #expect(records.seconds.isEmpty)
  }

  /// Rows come back from the journal whole; older ones, without times, too.
  @Test func rowsInTheJournal() throws {
    let rows = [failed("a"), done("b", 1, point: "p", seconds: 0.5)]
    for row in rows {
      let line = try JSONLine.encode(row)
      #expect(JSONLine.decode(RunLog.Row.self, from: line) == row)
    }
    let old = #"{"identity":"x","values":{"a":1}}"#
    #expect(
      JSONLine.decode(RunLog.Row.self, from: old.utf8)
        == RunLog.Row(identity: "x", values: ["a": 1]))
  }

  @Test(
    arguments: [
      ([], 1, 0), ([0, 0], 2, 0), ([3, 1], 1, 4), ([3, 1, 2], 2, 3),
      ([9, 1, 2], 2, 9), ([3, nil], 2, nil), ([4], 0, 4),
    ] as [([Double?], Int, Double?)])
  func expectedTime(seconds: [Double?], workers: Int, expected: Double?) {
    let plan = RunPlan(
      states: seconds.map { _ in .new }, seconds: seconds)
    #expect(plan.expectedSeconds(workers: workers) == expected)
  }

  @Test func counts() {
    let plan = RunPlan(
      states: [.new, .cached, .failed(Self.failure), .cached],
      seconds: [1, 0, nil, 0])
    #expect(plan.new == 1 && plan.cached == 2 && plan.failed == 1)
  }
}
