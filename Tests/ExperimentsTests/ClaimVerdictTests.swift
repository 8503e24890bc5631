import Tables
import Testing

@testable import Experiments

struct ClaimVerdictTests {
  private func verdict(
    _ expect: Double, _ tolerance: Double, fit: String? = nil,
    obtained: String = "1.5", needs: String? = nil, profile: String? = nil,
    untestable: String? = nil
  ) throws -> ClaimVerdict {
    let claim = Claim(
      id: "c", says: "s", value: "mean(v)", expect: expect,
      tolerance: tolerance, evidence: .secondHand, fit: fit,
      profile: needs, untestable: untestable, location: .init(file: "a.yaml"))
    let table = try Table(columns: ["v"], rows: [[obtained]])
    return try ClaimVerdict(claim, of: "e", by: table, profile: profile)
  }

  @Test(
    arguments: [
      (1.5, 0, nil, .reproduced), (1.25, 0.25, nil, .reproduced),
      (1.75, 0.25, nil, .reproduced), (1.25, 0.2, nil, .notReproduced),
      (1.75, 0.2, nil, .notReproduced), (-1.5, 1, nil, .notReproduced),
      (1.5, 0, "a constant", .byFit), (1.25, 0.2, "a constant", .notReproduced),
      (0, 1.5, nil, .reproduced), (0, 1, nil, .notReproduced),
      (0, .infinity, nil, .reproduced),
    ] as [(Double, Double, String?, ClaimVerdict.Verdict)])
  func verdicts(
    expect: Double, tolerance: Double, fit: String?,
    verdict: ClaimVerdict.Verdict
  ) throws {
    let judged = try self.verdict(expect, tolerance, fit: fit)
    #expect(judged.verdict == verdict)
    #expect(judged.obtained == 1.5)
  }

  /// Rows of another profile, or of nobody knows which, say nothing.
  @Test(
    arguments: [
      ("full", "quick", .notTestable), ("full", nil, .notTestable),
      ("full", "full", .reproduced), (nil, "quick", .reproduced),
    ] as [(String?, String?, ClaimVerdict.Verdict)])
  func profiles(
    needs: String?, profile: String?, verdict: ClaimVerdict.Verdict
  ) throws {
    let judged = try self.verdict(1.5, 0, needs: needs, profile: profile)
    #expect(judged.verdict == verdict)
    #expect(
      judged.text
        == (verdict == .notTestable
          ? "not testable here: needs the profile full" : "reproduced"))
  }

  /// What no run can test is neither reproduced nor not, whatever comes out.
  @Test(arguments: [(1.5, 0.1), (9, 0.1)])
  func untestable(expect: Double, tolerance: Double) throws {
    let judged = try verdict(expect, tolerance, untestable: "it has no setting")
    #expect(judged.verdict == .notTestable && judged.obtained == 1.5)
    #expect(judged.text == "not testable here: it has no setting")
  }

  @Test(
    arguments: [
      (1.0, 0.5), (2.0, -0.25), (-1.0, 2.5), (-2.0, 1.75), (0.0, 1.5),
    ])
  func deviation(expect: Double, deviation: Double) throws {
    #expect(try verdict(expect, 1).deviation == deviation)
  }

  /// Where only an order is claimed, any distance is right on one side.
  @Test(
    arguments: [
      (.above, 1.4, .reproduced), (.above, 1.5, .notReproduced),
      (.above, 1.6, .notReproduced), (.below, 1.6, .reproduced),
      (.below, 1.5, .notReproduced), (.below, -7, .notReproduced),
    ] as [(Claim.Order, Double, ClaimVerdict.Verdict)])
  func orders(
    order: Claim.Order, bound: Double, verdict: ClaimVerdict.Verdict
  ) throws {
    let claim = Claim(
      id: "c", says: "s", value: "mean(v)", expect: bound, tolerance: 0,
      order: order, evidence: .derived, location: .init(file: "a.yaml"))
    let table = try Table(columns: ["v"], rows: [["1.5"]])
    let judged = try ClaimVerdict(claim, of: "e", by: table)
    #expect(judged.verdict == verdict)
    #expect(judged.deviation == 1.5 - bound)
    #expect(judged.expectation { "\($0)" } == "\(order) \(bound)")
  }

  /// Of a difference of two series by seed: its own spread, not theirs.
  @Test func intervalsAreOfTheExpressionBySeed() throws {
    func interval(_ rows: [[String]]) throws -> Double? {
      try ClaimExpression.interval(
        "mean(v | s=a) - mean(v | s=b)",
        over: Table(columns: ["s", "seed", "v"], rows: rows))
    }
    let rows = [
      ["a", "0", "1"], ["b", "0", "0.5"], ["a", "1", "5"], ["b", "1", "4"],
      ["a", "2", "9"], ["b", "2", "7.5"],
    ]
    // Differences 0.5, 1, 1.5: deviation 0.5, over the root of 3.
    let expected = 4.3027 * 0.5 / 3.0.squareRoot()
    let found = try #require(try interval(rows))
    #expect(abs(found - expected) < 1e-12)
    #expect(try interval(Array(rows.prefix(2))) == nil)
    #expect(try interval(Array(rows.prefix(5))) == nil)
  }

  @Test func theTableHasOneRowAClaim() throws {
    let table = try ClaimVerdict.table([
      verdict(1.5, 0.125), verdict(2, 1, fit: "x, y"), verdict(0, 0.5),
    ])
    #expect(
      table.csvText == """
        experiment,claim,order,expected,tolerance,obtained,interval,deviation,evidence,fit,verdict
        e,c,,1.5,0.125,1.5,,0,second-hand,,reproduced
        e,c,,2,1,1.5,,-0.25,second-hand,"x, y",reproduced by fit
        e,c,,0,0.5,1.5,,1.5,second-hand,,not reproduced

        """)
  }

  @Test func whatCannotBeJudged() {
    #expect(throws: ClaimError.noRow("mean(v)", found: 1)) {
      try verdict(1, 1, obtained: "")
    }
    #expect(throws: ClaimError.notFinite("mean(v)")) {
      try verdict(1, 1, obtained: "inf")
    }
  }
}
