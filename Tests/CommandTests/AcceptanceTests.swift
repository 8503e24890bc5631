import Foundation
import Testing

/// Verdicts do not change silently: `claims` compares them with those that
/// were accepted.
struct AcceptanceTests {
  private static let file = "results/verdicts.csv"
  private static let head = "experiment,claim,verdict,before,reason\n"
  private static let all =
    head + """
      costs,fit,reproduced,,first
      costs,free,reproduced by fit,,first
      costs,dear,not reproduced,,first

      """

  private static func table(bytes: Int = 4096, fits: Int = 1) -> String {
    """
    scheme,devices,latency_s,air_bytes,fits
    tensor-parallel,1,0.5,0,\(fits)
    tensor-parallel,2,0.25,\(bytes),1

    """
  }

  /// Works where the claims `fit`, `free` and `dear` of `costs` are
  /// reproduced, so by fit, and not.
  private func withClaims(
    accepted: String? = all, _ work: (Scratch) throws -> Void
  ) throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.costs, to: "experiments/lab/costs.yaml")
      try scratch.write(Self.table(), to: "results/costs.csv")
      if let accepted { try scratch.write(accepted, to: Self.file) }
      try work(scratch)
    }
  }

  @Test func whatIsAcceptedPasses() throws {
    try withClaims { scratch in
      let output = try scratch.run("claims")
      #expect(output.status == 0 && output.err == "")
      #expect(try scratch.text(Self.file) == Self.all)
    }
  }

  /// The first time, everything is taken as it is, and nothing is recorded.
  @Test func noFileYet() throws {
    try withClaims(accepted: nil) { scratch in
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
      #expect(try scratch.text(Self.file) == Self.all)
      let again = try scratch.run(
        "claims", "--accept-new", "--reason", "second")
      #expect(again.status == 0 && again.out == "no claim is new\n")
      #expect(try scratch.text(Self.file) == Self.all)
    }
  }

  @Test func aChangedVerdictFailsUntilItIsAccepted() throws {
    try withClaims { scratch in
      try scratch.write(
        Self.table(bytes: 0, fits: 0), to: "results/costs.csv")
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
      #expect(try scratch.text(Self.file) == Self.all)
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
        try scratch.text(Self.file) == Self.head + """
          costs,fit,not reproduced,reproduced,too big
          costs,free,reproduced by fit,,first
          costs,dear,reproduced,not reproduced,"it is silent, now"

          """)
      #expect(try scratch.run("claims").status == 0)
    }
  }

  @Test func severalAtOnce() throws {
    try withClaims { scratch in
      try scratch.write(
        Self.table(bytes: 0, fits: 0), to: "results/costs.csv")
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
      Self.head + "costs,fit,reproduced,,first\n"
      + "costs,free,reproduced by fit,,first\n"
    try withClaims(accepted: two) { scratch in
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
      #expect(try scratch.text(Self.file) == Self.all)
    }
  }

  /// A claim that is gone from the manifests, or whose results are.
  @Test(arguments: [true, false])
  func aClaimThatIsJudgedNoMore(hasManifest: Bool) throws {
    try withClaims { scratch in
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
        try scratch.text(Self.file).contains(
          "costs,fit,not judged,reproduced,left out\n"))
      #expect(try scratch.run("claims", "--present").status == 0)
      // If it comes back, that is a change again.
      try scratch.write(Manifests.costs, to: "experiments/lab/costs.yaml")
      try scratch.write(Self.table(), to: "results/costs.csv")
      #expect(
        try scratch.run("claims").err.hasPrefix(
          "costs/fit: reproduced, accepted was: not judged\n"))
    }
  }

  @Test func strict() throws {
    try withClaims { scratch in
      let output = try scratch.run("claims", "--strict")
      #expect(output.status == 65)
      #expect(
        output.err == """
          costs/dear: not reproduced
          error: 1 claim not reproduced, see above
            remedy: mend the cause, or leave out --strict: it is a finding

          """)
      // By fit is enough; a verdict that cannot be had here is not.
      try scratch.write(Self.table(bytes: 0), to: "results/costs.csv")
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

  /// Names that cannot be accepted change nothing.
  @Test(
    arguments: [
      ("fit", "the verdict on 'fit' has not changed"),
      ("dar", "did you mean 'dear'?"), ("x/dear", "did you mean"),
    ])
  func badNames(name: String, text: String) throws {
    try withClaims { scratch in
      try scratch.write(Self.table(bytes: 0), to: "results/costs.csv")
      let output = try scratch.run(
        "claims", "--accept", "dear", "--accept", name, "--reason", "x")
      #expect(output.status == 64 && output.out == "")
      #expect(output.err.contains(text), "\(output.err)")
      #expect(try scratch.text(Self.file) == Self.all)
      #expect(!scratch.has("results/claims.csv"))
    }
  }

  /// A bad file stops everything before the first byte is written, also when
  /// something is to be accepted.
  @Test(arguments: [[], ["--accept-new", "--reason", "x"]])
  func badFiles(words: [String]) throws {
    let bad = Self.all.replacing("not reproduced", with: "unreproduced")
    try withClaims(accepted: bad) { scratch in
      let output = try scratch.run(["claims"] + words)
      #expect(output.status == 65 && output.out == "")
      #expect(
        output.err == """
          \(scratch.url(Self.file).path):4: error: 'unreproduced' in the \
          column 'verdict' is no verdict
            expected: reproduced, reproduced by fit, not reproduced, not \
          testable here, not judged
            remedy: mend the line, or restore the file from version control

          """)
      #expect(try scratch.text(Self.file) == bad)
      #expect(!scratch.has("results/claims.csv"))
      #expect(!scratch.has("results/claims.md"))
    }
  }

  /// What a build server gets, byte for byte; `UPDATE_GOLDEN=1` rewrites it.
  @Test func junit() throws {
    try withClaims { scratch in
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
