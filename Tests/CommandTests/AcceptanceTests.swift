import Foundation
import Testing

/// Verdicts do not change silently: `claims` compares them with those that
/// were accepted.
struct AcceptanceTests {
  @Test func whatIsAcceptedPasses() throws {
    try AcceptedClaims.with { scratch in
      let output = try scratch.run("claims")
      #expect(output.status == 0 && output.err == "")
      #expect(try scratch.text(AcceptedClaims.file) == AcceptedClaims.all)
    }
  }

  /// The first time, everything is taken as it is, and nothing is recorded.
  @Test func noFileYet() throws {
    try AcceptedClaims.with(accepted: nil) { scratch in
      let output = try scratch.run("claims")
      #expect(output.status == 0)
      #expect(
        output.err == """
          no accepted verdicts here: 3 verdicts taken as found
            keep them: shardbench claims --accept-new --reason "..."

          """)
      #expect(
        scratch.names(in: "results")
          == ["claims.csv", "claims.md", "costs.csv"])
      let kept = try scratch.run(
        "claims", "--accept-new", "--reason", "first")
      #expect(kept.status == 0 && kept.err == "")
      #expect(
        kept.out == """
          accepted: costs/fit: reproduced, not accepted yet
          accepted: costs/free: reproduced by fit, not accepted yet
          accepted: costs/dear: not reproduced, not accepted yet

          """)
      #expect(try scratch.text(AcceptedClaims.file) == AcceptedClaims.all)
      let again = try scratch.run(
        "claims", "--accept-new", "--reason", "second")
      #expect(again.status == 0 && again.out == "no claim is new\n")
      #expect(try scratch.text(AcceptedClaims.file) == AcceptedClaims.all)
    }
  }

  @Test func aChangedVerdictFailsUntilItIsAccepted() throws {
    try AcceptedClaims.with { scratch in
      try scratch.write(
        AcceptedClaims.table(bytes: 0, fits: 0), to: "results/costs.csv")
      let changed = try scratch.run("claims")
      #expect(changed.status == 65)
      #expect(
        changed.err == """
          costs/fit: not reproduced, accepted was: reproduced
            accept: shardbench claims --accept fit --reason "..."
          costs/dear: reproduced, accepted was: not reproduced
            accept: shardbench claims --accept dear --reason "..."
          error: 2 verdicts unlike the accepted ones, see above
            remedy: find out why; then mend the cause, or accept what is right

          """)
      // What came out is there to be looked at.
      #expect(
        try scratch.text("results/claims.csv").contains(",reproduced\n"))
      #expect(try scratch.text(AcceptedClaims.file) == AcceptedClaims.all)
      // One is accepted, the other still fails.
      let one = try scratch.run(
        "claims", "--accept", "dear", "--reason", "it is\nsilent, now")
      #expect(one.status == 65)
      #expect(
        one.out
          == "accepted: costs/dear: reproduced, accepted was: not reproduced\n"
      )
      #expect(one.err.hasPrefix("costs/fit: not reproduced, accepted was"))
      #expect(one.err.contains("error: 1 verdict unlike the accepted ones"))
      let other = try scratch.run(
        "claims", "--accept=costs/fit", "--reason", "too big")
      #expect(other.status == 0 && other.err == "")
      #expect(
        try scratch.text(AcceptedClaims.file) == AcceptedClaims.head + """
          costs,fit,not reproduced,reproduced,too big
          costs,free,reproduced by fit,,first
          costs,dear,reproduced,not reproduced,"it is silent, now"

          """)
      #expect(try scratch.run("claims").status == 0)
    }
  }

  @Test func severalAtOnce() throws {
    try AcceptedClaims.with { scratch in
      try scratch.write(
        AcceptedClaims.table(bytes: 0, fits: 0), to: "results/costs.csv")
      let output = try scratch.run(
        "claims", "--accept", "dear", "--accept", "fit", "--reason", "both")
      #expect(output.status == 0)
      #expect(output.lines.count == 2)
      #expect(try scratch.run("claims").status == 0)
    }
  }

  /// A claim that nobody has accepted anything of fails, too.
  @Test func aNewClaim() throws {
    let two =
      AcceptedClaims.head + "costs,fit,reproduced,,first\n"
      + "costs,free,reproduced by fit,,first\n"
    try AcceptedClaims.with(accepted: two) { scratch in
      let output = try scratch.run("claims", "--results", "results")
      #expect(output.status == 65)
      #expect(
        output.err.hasPrefix(
          """
          costs/dear: not reproduced, not accepted yet
            accept: shardbench claims --results results --accept-new --reason \
          "..."
          error: 1 verdict unlike
          """))
      // The command that is told does it.
      let told = try scratch.run(
        "claims", "--results", "results", "--accept-new", "--reason", "first")
      #expect(told.status == 0)
      #expect(try scratch.text(AcceptedClaims.file) == AcceptedClaims.all)
    }
  }

  /// A claim that is gone from the manifests, or whose results are.
  @Test(arguments: [true, false])
  func aClaimThatIsJudgedNoMore(hasManifest: Bool) throws {
    try AcceptedClaims.with { scratch in
      if hasManifest {
        try FileManager.default.removeItem(
          at: scratch.url("results/costs.csv"))
      } else {
        try scratch.write(
          Manifests.costs.split(separator: "\n")
            .filter { !$0.contains("id: f") }.joined(separator: "\n"),
          to: "experiments/lab/costs.yaml")
      }
      let output = try scratch.run("claims", "--present")
      #expect(output.status == 65)
      #expect(
        output.err.hasPrefix(
          """
          costs/fit: not judged, accepted was: reproduced
            accept: shardbench claims --present --accept fit --reason "..."

          """))
      var words = ["claims", "--present", "--reason", "left out"]
      for name in ["fit", "free"] + (hasManifest ? ["dear"] : []) {
        words += ["--accept", name]
      }
      #expect(try scratch.run(words).status == 0)
      #expect(
        try scratch.text(AcceptedClaims.file).contains(
          "costs,fit,not judged,reproduced,left out\n"))
      #expect(try scratch.run("claims", "--present").status == 0)
      // If it comes back, that is a change again.
      try scratch.write(Manifests.costs, to: "experiments/lab/costs.yaml")
      try scratch.write(AcceptedClaims.table(), to: "results/costs.csv")
      #expect(
        try scratch.run("claims").err.hasPrefix(
          "costs/fit: reproduced, accepted was: not judged\n"))
    }
  }

  /// Names that cannot be accepted change nothing.
  @Test(
    arguments: [
      ("fit", "the verdict on 'fit' has not changed"),
      ("dar", "did you mean 'dear'?"), ("x/dear", "did you mean"),
    ])
  func badNames(name: String, text: String) throws {
    try AcceptedClaims.with { scratch in
      try scratch.write(AcceptedClaims.table(bytes: 0), to: "results/costs.csv")
      let output = try scratch.run(
        "claims", "--accept", "dear", "--accept", name, "--reason", "x")
      #expect(output.status == 64 && output.out == "")
      #expect(output.err.contains(text), "\(output.err)")
      #expect(try scratch.text(AcceptedClaims.file) == AcceptedClaims.all)
      #expect(!scratch.has("results/claims.csv"))
    }
  }

  /// A bad file stops everything before the first byte is written, also when
  /// something is to be accepted.
  @Test(arguments: [[], ["--accept-new", "--reason", "x"]])
  func badFiles(words: [String]) throws {
    let bad = AcceptedClaims.all.replacing(
      "not reproduced", with: "unreproduced")
    try AcceptedClaims.with(accepted: bad) { scratch in
      let output = try scratch.run(["claims"] + words)
      #expect(output.status == 65 && output.out == "")
      #expect(
        output.err == """
          \(scratch.url(AcceptedClaims.file).path):4: error: 'unreproduced' in the \
          column 'verdict' is no verdict
            expected: reproduced, reproduced by fit, not reproduced, not \
          testable here, not judged
            remedy: mend the line, or restore the file from version control

          """)
      #expect(try scratch.text(AcceptedClaims.file) == bad)
      #expect(!scratch.has("results/claims.csv"))
      #expect(!scratch.has("results/claims.md"))
    }
  }
}
