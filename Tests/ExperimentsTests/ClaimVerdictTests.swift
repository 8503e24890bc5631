import Tables
import Testing

@testable import Experiments

struct ClaimVerdictTests {
  private func verdict(
    _ expect: Double, _ tolerance: Double, fit: String? = nil,
    obtained: String = "1.5", needs: String? = nil, profile: String? = nil
  ) throws -> ClaimVerdict {
    let claim = Claim(
      id: "c", says: "s", value: "mean(v)", expect: expect,
      tolerance: tolerance, evidence: .secondHand, fit: fit,
      profile: needs, location: .init(file: "a.yaml"))
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

  @Test(
    arguments: [
      (1.0, 0.5), (2.0, -0.25), (-1.0, 2.5), (-2.0, 1.75), (0.0, 1.5),
    ])
  func deviation(expect: Double, deviation: Double) throws {
    #expect(try verdict(expect, 1).deviation == deviation)
  }

  @Test func theTableHasOneRowAClaim() throws {
    let table = try ClaimVerdict.table([
      verdict(1.5, 0.125), verdict(2, 1, fit: "x, y"), verdict(0, 0.5),
    ])
    #expect(
      table.csvText == """
        experiment,claim,expected,tolerance,obtained,deviation,evidence,fit,verdict
        e,c,1.5,0.125,1.5,0,second-hand,,reproduced
        e,c,2,1,1.5,-0.25,second-hand,"x, y",reproduced by fit
        e,c,0,0.5,1.5,1.5,second-hand,,not reproduced

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
