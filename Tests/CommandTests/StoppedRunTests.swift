import Foundation
import Testing

#if os(Linux)
  /// SIGINT and SIGTERM stop a run so that the same command goes on.
  @Suite(.serialized, .timeLimit(.minutes(1)))
  struct StoppedRunTests {
    /// Stops a run of a short point and a long one, one worker each, when the
    /// short one is done.
    private func stopped(
      _ scratch: Scratch, by stop: (Running) -> Void
    ) throws -> Output {
      // What ignores SIGINT from its start on goes on ignoring it.
      signal(SIGINT, SIG_DFL)
      let running = try scratch.start(["run", "losses", "-j2"])
      while !scratch.hasJournalRow("losses"), running.isRunning {
        sched_yield()
      }
      stop(running)
      return try running.finish()
    }

    private func withLongRun(_ work: (Scratch) throws -> Void) throws {
      try Scratch.with { scratch in
        try scratch.write(Manifests.long, to: "experiments/lab/losses.yaml")
        try work(scratch)
      }
    }

    /// To the run alone, and, as a terminal does it, to its workers too.
    @Test(
      arguments: [
        (SIGINT, "SIGINT", 130, false), (SIGTERM, "SIGTERM", 143, false),
        (SIGINT, "SIGINT", 130, true), (SIGTERM, "SIGTERM", 143, true),
      ])
    func theSameCommandGoesOn(
      signal: Int32, name: String, status: Int32, toWorkers: Bool
    ) throws {
      try withLongRun { scratch in
        let output = try stopped(scratch) { running in
          guard toWorkers else {
            kill(running.id, signal)
            return
          }
          // All at once, as a terminal does it: else a run that is slow to
          // hear of it would see its workers die first.
          kill(running.id, SIGSTOP)
          kill(running.id, signal)
          for worker in Processes.workers(in: scratch.root) {
            kill(worker, signal)
          }
          kill(running.id, SIGCONT)
        }
        #expect(output.status == status)
        #expect(output.out == "")
        #expect(
          output.err.hasSuffix(
            """
            error: stopped by \(name): 1 of 2 points of 'losses' are done
              remedy: the same command goes on from there

            """), "\(output.err)")
        #expect(output.err.contains("\n 50 % of 2: 1 done, 0 failed, "))
        #expect(!output.err.contains("killed"))
        #expect(Processes.workers(in: scratch.root) == [])
        #expect(!scratch.has("results") && !scratch.has("plots"))
        let plan = try scratch.run("plan", "losses")
        #expect(plan.out.contains(" 1 new, 1 cached, 0 failed, "))
      }
    }

    /// Experiments behind the one that is stopped do not begin.
    @Test func allIsStopped() throws {
      try withLongRun { scratch in
        try scratch.write(Manifests.costs, to: "experiments/lab/z.yaml")
        signal(SIGTERM, SIG_DFL)
        let running = try scratch.start(["run", "--all", "-j2"])
        while !scratch.hasJournalRow("losses"), running.isRunning {
          sched_yield()
        }
        kill(running.id, SIGTERM)
        let output = try running.finish()
        #expect(output.status == 143)
        #expect(!output.err.contains("costs:"))
      }
    }

    /// Workers end with the run, in the middle of a point.
    @Test func noWorkerOutlivesTheRun() throws {
      try withLongRun { scratch in
        let output = try stopped(scratch) { kill($0.id, SIGKILL) }
        #expect(output.status == -9)
        #expect(Processes.workersEnd(in: scratch.root))
        // And what was locked is free.
        let again = try scratch.run("run", "losses", "--set", "data.texts=1")
        #expect(again.status == 0, "\(again.err)")
      }
    }

    /// One run at a time on a folder, however it is called; others beside it.
    @Test(.enabled(if: hasGnuplot, "gnuplot is not installed"))
    func theFolderIsLocked() throws {
      try withLongRun { scratch in
        try scratch.write(Manifests.costs, to: "experiments/lab/costs.yaml")
        let link = scratch.url("link")
        try FileManager.default.createSymbolicLink(
          at: link, withDestinationURL: scratch.url("results"))
        try FileManager.default.createDirectory(
          at: scratch.url("results"), withIntermediateDirectories: true)
        var refused: [Output] = []
        var beside: [Output] = []
        var holder: pid_t = 0
        _ = try stopped(scratch) { running in
          holder = running.id
          for folder in ["results", "./results/", "link"] {
            if let output = try? scratch.run(
              "run", "costs", "--results", folder)
            {
              refused.append(output)
            }
          }
          for words in [
            ["run", "costs", "--results", "elsewhere"],
            ["run", "losses", "--only", "data.texts=1"],
          ] {
            if let output = try? scratch.run(words) { beside.append(output) }
          }
          kill(running.id, SIGTERM)
        }
        #expect(refused.count == 3)
        for output in refused {
          #expect(output.status == 75 && output.out == "")
          #expect(
            output.err.contains(
              #/error: another run writes to this folder: process \d+, since /#)
          )
          #expect(output.err.contains(": process \(holder), since 20"))
          #expect(
            output.err.contains(" UTC\n  remedy: wait until it ends, or "))
        }
        #expect(beside.map(\.status) == [0, 0])
        #expect(scratch.names(in: "results") == [])
        #expect(try scratch.run("run", "costs").status == 0)
      }
    }
  }
#endif
