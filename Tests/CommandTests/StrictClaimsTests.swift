import Foundation
import Testing

/// `claims --strict` and `claims --junit`.
struct StrictClaimsTests {
  @Test func strict() throws {
    try AcceptedClaims.with { scratch in
      let output = try scratch.run("claims", "--strict")
      #expect(output.status == 65)
      #expect(
        output.err == """
          costs/dear: not reproduced
          error: 1 claim not reproduced, see above
            remedy: mend the cause, or leave out --strict: it is a finding

          """)
      // By fit is enough; a verdict that cannot be had here is not.
      try scratch.write(AcceptedClaims.table(bytes: 0), to: "results/costs.csv")
      let words = ["claims", "--strict", "--accept", "dear", "--reason", "x"]
      #expect(try scratch.run(words).status == 0)
      try scratch.write(
        Manifests.costs.replacing(
          "id: dear,", with: "id: dear, profile: full,"),
        to: "experiments/lab/costs.yaml")
      let skipped = try scratch.run("claims", "--strict")
      #expect(skipped.status == 65)
      #expect(
        skipped.err.contains(
          "costs/dear: not testable here: needs the profile full\n"))
    }
  }

  /// What a build server gets, byte for byte; `UPDATE_GOLDEN=1` rewrites it.
  @Test func junit() throws {
    try AcceptedClaims.with { scratch in
      try scratch.write(
        Manifests.costs.replacing("it fits", with: "1 < 2 & \\\"fits\\\"")
          .replacing("id: fit,", with: "id: fit, profile: full,"),
        to: "experiments/lab/costs.yaml")
      try scratch.write(
        #"{"profile": "quick", "row_s": [0.25, 2]}"#,
        to: "results/costs.provenance.json")
      let output = try scratch.run("claims", "--junit", "out.xml")
      #expect(output.status == 65)
      let golden = Shardbench.package.appendingPathComponent(
        "Tests/CommandTests/Golden/claims.xml")
      if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
        try Data(contentsOf: scratch.url("out.xml")).write(to: golden)
      }
      #expect(
        try scratch.text("out.xml")
          == String(contentsOf: golden, encoding: .utf8))
      let nowhere = try scratch.run("claims", "--junit", "no/folder/out.xml")
      #expect(nowhere.status == 65)
      #expect(nowhere.err.contains("error: cannot write the file"))
    }
  }
}
