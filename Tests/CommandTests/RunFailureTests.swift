import Foundation
import Testing

/// What goes wrong in a run is told once, in the right place, and stops no
/// more than it must.
struct RunFailureTests {
  @Test func aMistypedKey() throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.split, to: "experiments/lab/good.yaml")
      try scratch.write(
        Manifests.losses.replacing("metrics:", with: "metrix:"),
        to: "experiments/lab/losses.yaml")
      let file = scratch.url("experiments/lab/losses.yaml").path
      // Alone, and beside a good one that stands before it.
      for words in [["losses"], ["good", "losses"], ["--all"]] {
        let output = try scratch.run(["run"] + words)
        #expect(output.status == 64 && output.out == "")
        #expect(output.err.hasPrefix("\(file):13:1: error: "))
        #expect(output.err.hasSuffix("  remedy: did you mean 'metrics'?\n"))
        #expect(!scratch.has("results") && !scratch.has("plots"))
      }
    }
  }

  @Test(
    arguments: [
      ("loss: [0, 0.5]", "lss: [0, 0.5]", 10, 3, "loss"),
      ("scheme: tensor-parallel", "scheme: tensor", 5, 9, nil),
      ("loss: [0, 0.5]", "loss: [0, 1.5]", 10, 13, nil),
      ("top1_agreement", "top_agreement", 13, 23, "top1_agreement"),
      ("model-samples", "model-sample", 4, 14, "model-samples"),
      ("seeds: 1", "sees: 1", 12, 22, "seeds"),
    ] as [(String, String, Int, Int, String?)])
  func mistakesInAManifest(
    right: String, wrong: String, line: Int, column: Int, near: String?
  ) throws {
    try Scratch.with { scratch in
      try scratch.write(
        Manifests.losses.replacing(right, with: wrong),
        to: "experiments/lab/losses.yaml")
      let output = try scratch.run("run", "losses")
      #expect(output.status == 64 && output.out == "")
      let file = scratch.url("experiments/lab/losses.yaml").path
      #expect(output.err.hasPrefix("\(file):\(line):\(column): error: "))
      if let near {
        #expect(output.err.hasSuffix("  remedy: did you mean '\(near)'?\n"))
      }
      #expect(!scratch.has("results"))
    }
  }

  /// One message for the experiment that needs the data; the other one runs.
  @Test func missingData() throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.losses, to: "experiments/lab/a.yaml")
      try scratch.write(
        Manifests.split.replacing("[1, 2, 3, 4]", with: "[1, 2]"),
        to: "experiments/lab/b.yaml")
      let nowhere = ["SHARDBENCH_DATA": "/nonexistent"]
      let message = """
        /nonexistent/tiny.bin: error: there is no such data file
          remedy: run 'make data', or set SHARDBENCH_DATA to the folder that \
        has it

        """
      let both = try scratch.run("run", "--all", environment: nowhere)
      #expect(both.status == 65)
      #expect(both.err.components(separatedBy: message).count == 2)
      #expect(
        both.err.hasSuffix(
          """
          error: 1 experiment stopped, see above
            remedy: mend the cause and run again; what is done stays done

          """))
      #expect(
        scratch.names(in: "results")
          == ["too-many.csv", "too-many.provenance.json"])
      let alone = try scratch.run("run", "a", environment: nowhere)
      #expect(alone.status == 65 && alone.out == "")
      #expect(alone.err == "losses: 8 points, profile full\n" + message)
      #expect(!scratch.has("results/losses.csv"))
    }
  }

  /// A point that fails leaves the others alone; the command that is told
  /// runs it by itself.
  @Test func aFailingPoint() throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.split, to: "experiments/lab/split.yaml")
      let output = try scratch.run("run", "split", "--set", "tokens=2", "-j2")
      #expect(output.status == 64)
      let rows = try scratch.text("results/too-many.csv")
        .split(separator: "\n")
      #expect(rows.count == 3)
      #expect(
        output.err.hasSuffix(
          "error: 2 points failed, see above\n"
            + "  remedy: mend the cause and run again; what is done stays done\n"
        ))
      let told = output.err.split(separator: "\n").filter {
        $0.hasPrefix("  alone: shardbench ")
      }
      #expect(told.count == 2)
      for (line, devices) in zip(told, [3, 4]) {
        let words = line.split(separator: " ").dropFirst(2).map(String.init)
        #expect(words.contains("devices=\(devices)"))
        #expect(words.contains("tokens=2"))
        let alone = try scratch.run(words)
        #expect(alone.status == 64)
        #expect(
          alone.err.contains(
            "error: tensor-parallel cannot split 'tiny' over \(devices) "
              + "devices\n"))
        #expect(alone.err.contains("error: 1 point failed, see above"))
      }
      // The command of a point that works prints that point.
      let words = try #require(told.first).split(separator: " ").dropFirst(2)
        .map { $0 == "devices=3" ? "devices=2" : String($0) }
      let good = try scratch.run(words)
      #expect(good.status == 0)
      #expect(good.lines == [rows[0], rows[2]].map(String.init))
    }
  }

  /// Words that a shell would take apart are quoted in the command.
  @Test func theCommandIsQuoted() throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.split, to: "experiments/lab/split.yaml")
      let output = try scratch.run(
        "run", "split", "--set", "devices=[2, 3]")
      #expect(output.err.contains(" --set 'devices=[2, 3]' --only devices=3 "))
    }
  }

  /// The machine's fault, not the user's: exit status 70.
  @Test func gnuplotIsMissing() throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.costs, to: "experiments/lab/costs.yaml")
      let output = try scratch.run(
        "run", "costs", environment: ["PATH": "/nonexistent"])
      #expect(output.status == 70)
      #expect(
        output.err.hasSuffix(
          """
          error: figure 'costs-latency': gnuplot is not installed
            remedy: make setup

          """))
      // The results are there all the same, and no empty picture.
      #expect(scratch.has("results/costs.csv"))
      #expect(!scratch.names(in: "plots").contains { $0.hasSuffix(".svg") })
    }
  }
}
