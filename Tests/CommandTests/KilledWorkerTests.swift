import Foundation
import Testing

/// A worker that is killed costs nothing, or the point that it had and no
/// other.
#if os(Linux)
  struct KilledWorkerTests {
    /// The point has more texts than can be read before the worker is found.
    private func withLongPoint(
      _ points: String, _ work: (Scratch) throws -> Void
    ) throws {
      try Scratch.with { scratch in
        try scratch.write(
          Manifests.long.replacing("[10000, 1]", with: points),
          to: "experiments/lab/losses.yaml")
        try work(scratch)
      }
    }

    @Test(.timeLimit(.minutes(1)))
    func aSecondTryAloneSucceeds() throws {
      try withLongPoint("[300, 1]") { scratch in
        let running = try scratch.start(["run", "losses", "-j1"])
        killWorker(of: running)
        let output = try running.finish()
        #expect(output.status == 0, "\(output.err)")
        let told = output.err.split(separator: "\n").filter {
          $0.contains("SIGKILL")
        }
        #expect(told.count == 1)
        #expect(
          told.first?.hasPrefix(
            "  the worker was killed by SIGKILL; tried again alone, it "
              + "succeeded: shardbench run losses ") == true)
        #expect(told.first?.contains(" --only data.texts=300 ") == true)
        #expect(
          try scratch.text("results/losses.csv").split(separator: "\n").count
            == 3)
      }
    }

    @Test(.timeLimit(.minutes(1)))
    func onlyItsPointFails() throws {
      try withLongPoint("[10000, 1]") { scratch in
        let running = try scratch.start(["run", "losses", "-j1"])
        killWorker(of: running)
        // The other point is done by another worker. What comes then has the
        // long one again.
        while !scratch.hasJournalRow("losses") { sched_yield() }
        while running.isRunning {
          for worker in Processes.workers(in: scratch.root) {
            kill(worker, SIGKILL)
          }
          sched_yield()
        }
        let output = try running.finish()
        #expect(output.status == 70)
        #expect(
          output.err.contains(
            """
            error: the worker was killed by SIGKILL; tried again alone, it was \
            killed by SIGKILL
              expected: an answer
              remedy: the machine may lack memory for this point

            """))
        #expect(output.err.contains("  alone: shardbench run losses "))
        #expect(output.err.contains(" --only data.texts=10000 "))
        #expect(output.err.contains("error: 1 point failed, see above"))
        let rows = try scratch.text("results/losses.csv")
          .split(separator: "\n")
        #expect(rows.count == 2)
        #expect(rows.last?.contains(",model-samples,1,64,0,") == true)
        // What was done stays done.
        let plan = try scratch.run(
          "plan", "losses", "--only", "data.texts=1")
        #expect(plan.out.contains(" 0 new, 1 cached, "))
      }
    }

    /// Kills the first worker, which has the long point.
    private func killWorker(of running: Running) {
      while running.isRunning {
        if let child = Processes.children(of: running.id).first {
          kill(child, SIGKILL)
          return
        }
        sched_yield()
      }
    }
  }
#endif
