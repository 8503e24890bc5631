import Foundation
import Testing

/// `verify` and `claims` judge what lies in the results.
struct JudgingTests {
  private static let losses = "experiments/lab/losses.yaml"

  private func withLosses(_ work: (Scratch) throws -> Void) throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.losses, to: Self.losses)
      #expect(
        try scratch.run("run", "losses", "--profile", "quick").status == 0)
      try work(scratch)
    }
  }

  @Test func unchangedResultsPass() throws {
    try withLosses { scratch in
      let before = try scratch.text("results/losses.csv")
      let output = try scratch.run("verify", "losses", "-j2")
      #expect(output.status == 0)
      #expect(output.out == "losses: 4 rows, all the same\n")
      #expect(try scratch.text("results/losses.csv") == before)
    }
  }

  /// Any one cell that differs is found and named.
  @Test(arguments: [15, 16, 17, 8])
  func oneChangedCell(column: Int) throws {
    try withLosses { scratch in
      var rows = try scratch.text("results/losses.csv")
        .split(separator: "\n").map {
          $0.split(separator: ",").map(String.init)
        }
      let (name, value) = (rows[0][column], rows[3][column])
      rows[3][column] = "7.25"
      try scratch.write(
        rows.map { $0.joined(separator: ",") + "\n" }.joined(),
        to: "results/losses.csv")
      let output = try scratch.run("verify", "--all")
      #expect(output.status == 65)
      // Where it is computed with matrices, little may differ.
      let asked = column < 15 ? "the same text" : "within 0.1 %"
      #expect(
        output.out == """
          losses: 1 difference
            line 4, \(name): 7.25 is now \(value) (asked: \(asked))

          """)
      #expect(
        output.err.hasSuffix(
          """
          error: 1 cell unlike the committed results
            remedy: if the change is meant, commit what 'make reproduce' writes

          """))
    }
  }

  @Test func whatVerifyNeeds() throws {
    try withLosses { scratch in
      let table = try scratch.text("results/losses.csv")
      try scratch.write(
        table.split(separator: "\n").dropLast().joined(separator: "\n") + "\n",
        to: "results/losses.csv")
      let short = try scratch.run("verify", "losses")
      #expect(short.status == 65)
      #expect(short.out == "losses: 4 rows instead of 3\n")
      let nowhere = try scratch.run(
        "verify", "losses", environment: ["SHARDBENCH_DATA": "/nonexistent"])
      #expect(nowhere.status == 65 && nowhere.out == "")
      #expect(nowhere.err.contains("error: there is no such data file\n"))
      let provenance = scratch.url("results/losses.provenance.json")
      try FileManager.default.removeItem(at: provenance)
      let unknown = try scratch.run("verify", "losses")
      #expect(unknown.status == 65 && unknown.out == "")
      #expect(unknown.err.hasPrefix("\(provenance.path): error: "))
      try FileManager.default.removeItem(at: scratch.url("results/losses.csv"))
      let missing = try scratch.run("verify", "losses")
      #expect(missing.status == 65 && missing.out == "")
      #expect(missing.err.contains("losses.csv: error: there is no such file"))
    }
  }

  private static let claimed = """
    scheme,devices,latency_s,air_bytes,fits
    tensor-parallel,1,0.5,0,1
    tensor-parallel,2,0.25,4096,1

    """

  @Test func claimsAreJudgedByTheTable() throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.costs, to: "experiments/lab/costs.yaml")
      try scratch.write(Self.claimed, to: "results/costs.csv")
      let output = try scratch.run("claims")
      #expect(output.status == 0)
      #expect(try scratch.text("results/claims.md") == output.out)
      #expect(
        try scratch.text("results/claims.csv") == """
          experiment,claim,order,expected,tolerance,obtained,interval,deviation,evidence,fit,verdict
          costs,fit,,1,0,1,,0,published,,reproduced
          costs,free,,0,0,0,,0,derived,a constant,reproduced by fit
          costs,dear,,0,1,4096,,4096,second-hand,,not reproduced

          """)
      let rows = output.lines.filter { $0.hasPrefix("| ") }
      #expect(rows.count == 4)
      // A bar in the words does not end a cell.
      for row in rows {
        let bars = row.replacing("\\|", with: "").filter { $0 == "|" }
        #expect(bars.count == 9)
      }
      #expect(output.lines.contains("- free: a constant"))
    }
  }

  /// A claim that cannot be judged is an error, and writes nothing.
  @Test(
    arguments: [
      (nil, "there is no such file"),
      (
        "scheme,devices,latency_s,air_bytes,fits\npipeline,1,0.5,0,1\n",
        "the value 'min(air_bytes | devices=2, scheme=tensor-parallel)' of a "
          + "claim selects no row"
      ),
      ("scheme,devices,latency_s,fits\nx,1,0.5,1\n", "there is no column"),
    ] as [(String?, String)])
  func claimsThatCannotBeJudged(csv: String?, problem: String) throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.costs, to: "experiments/lab/costs.yaml")
      if let csv { try scratch.write(csv, to: "results/costs.csv") }
      let output = try scratch.run("claims")
      #expect(output.status == 65 && output.out == "")
      #expect(output.err.contains("error: \(problem)"))
      #expect(!scratch.has("results/claims.csv"))
      #expect(!scratch.has("results/claims.md"))
    }
  }

  /// The rows behind a verdict, by line and axes.
  @Test func whyAClaim() throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.costs, to: "experiments/lab/costs.yaml")
      try scratch.write(Self.claimed, to: "results/costs.csv")
      let output = try scratch.run("claims", "--why", "dear")
      #expect(output.status == 0)
      #expect(
        output.out == """
          dear: not reproduced
            says      two devices send nothing
            evidence  second-hand
            expected  0 ± 1
            obtained  4096 = min(air_bytes | devices=2, scheme=tensor-parallel)

          min(air_bytes | devices=2, scheme=tensor-parallel) = 4096, from
            line 3: scheme=tensor-parallel devices=2: 4096

          the rows    \(scratch.url("results/costs.csv").path)
          compute     shardbench run costs

          """)
      let byFit = try scratch.run("claims", "--why", "free")
      #expect(byFit.out.contains("\n  fitted    a constant\n"))
      let unknown = try scratch.run("claims", "--why", "deer")
      #expect(unknown.status == 64 && unknown.out == "")
      #expect(unknown.err.contains("did you mean 'dear'?"))
      // Nothing is written, and nothing is accepted.
      #expect(!scratch.has("results/claims.csv"))
    }
  }
}
