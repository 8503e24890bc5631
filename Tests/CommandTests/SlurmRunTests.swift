import Foundation
import TestBasics
import Testing

#if os(Linux)
  /// `run --engine slurm`, with scripts in place of Slurm.
  @Suite(.timeLimit(.minutes(2)))
  struct SlurmRunTests {
    private func with(
      _ manifest: String, _ work: (Scratch, FakeSlurm) throws -> Void
    ) throws {
      let slurm = try FakeSlurm()
      defer { slurm.remove() }
      try Scratch.with { scratch in
        try scratch.write(manifest, to: "experiments/lab/e.yaml")
        try work(scratch, slurm)
      }
    }

    private func spool(_ scratch: Scratch) -> [String] {
      scratch.names(in: ".shardbench/slurm")
    }

    /// Those that fail too.
    @Test(
      arguments: [
        (Manifests.losses, "losses"), (Manifests.split, "too-many"),
      ])
    func sameFilesAsLocal(manifest: String, name: String) throws {
      try with(manifest) { scratch, slurm in
        let command = ["run", "lab/e", "-j2", "--results"]
        let local = try scratch.run(command + ["here", "--no-cache"])
        try FileManager.default.removeItem(at: scratch.url(".shardbench"))
        let there = try scratch.run(
          command + ["there", "--engine", "slurm", "--slurm=--time=1 -p x"],
          environment: slurm.environment)
        #expect(there.status == local.status, "\(there.err)")
        #expect(
          try scratch.text("there/\(name).csv")
            == scratch.text("here/\(name).csv"))
        let wrong = { (output: Output) in
          output.err.split(separator: "\n").filter {
            $0.hasPrefix("error: ") || $0.hasPrefix("  alone: ")
          }
        }
        #expect(wrong(there) == wrong(local))
        #expect(
          try slurm.calls("sbatch").map { $0.prefix(20) }
            == ["sbatch --time=1 -p x"])
        #expect(spool(scratch) == [])
        // They are in the same cache.
        let plan = try scratch.run("plan", "lab/e")
        #expect(plan.out.contains(" 0 new, "))
      }
    }

    @Test func signalsCancel() throws {
      try with(Manifests.long) { scratch, slurm in
        signal(SIGTERM, SIG_DFL)
        let running = try scratch.start(
          ["run", "lab/e", "--engine=slurm"], environment: slurm.environment)
        while !scratch.hasJournalRow("losses"), running.isRunning {
          sched_yield()
        }
        kill(running.id, SIGTERM)
        let output = try running.finish()
        #expect(output.status == 143)
        #expect(
          output.err.contains("stopped by SIGTERM: 1 of 2 points of 'losses'"))
        #expect(try slurm.calls("scancel").count == 1)
        #expect(Processes.workersEnd(in: scratch.root))
        #expect(spool(scratch) == [])
      }
    }

    /// Its tasks go on, and what they answer counts.
    @Test func theNextRunTakesOver() throws {
      let manifest = Manifests.long.replacing("[10000, 1]", with: "[100, 1]")
      try with(manifest) { scratch, slurm in
        let command = ["run", "lab/e", "--engine=slurm"]
        let running = try scratch.start(
          command, environment: slurm.environment)
        while try slurm.calls("sbatch").isEmpty, running.isRunning {
          sched_yield()
        }
        kill(running.id, SIGKILL)
        #expect(try running.finish().status == -9)
        let folder = try #require(spool(scratch).first)
        for task in 0..<2 {
          while !scratch.has(".shardbench/slurm/\(folder)/1/status-\(task)") {
            sched_yield()
          }
        }
        let output = try scratch.run(command, environment: slurm.environment)
        #expect(output.status == 0, "\(output.err)")
        #expect(try slurm.calls("sbatch").count == 1)
        #expect(spool(scratch) == [])
        let rows = try scratch.text("results/losses.csv")
          .split(separator: "\n")
        #expect(rows.count == 3)
      }
    }

    @Test(
      arguments: [
        (["--engine", "slum"], "--engine is 'slum'"),
        (["--slurm=-p x"], "--slurm means nothing without --engine slurm"),
        (["--engine=slurm", "--slurm", "-p 'x"], "--slurm is '-p 'x'"),
        (["--engine=slurm"], "there is no command 'sbatch'"),
      ])
    func misuse(words: [String], problem: String) throws {
      try with(Manifests.losses) { scratch, _ in
        let output = try scratch.run(
          ["run", "lab/e"] + words, environment: ["PATH": "/nonexistent"])
        #expect(output.status == 64)
        #expect(output.err.contains("error: \(problem)\n"), "\(output.err)")
        #expect(!scratch.has("results"))
      }
    }
  }
#endif
