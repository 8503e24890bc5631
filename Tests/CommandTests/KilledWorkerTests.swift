import Foundation
import Testing

/// A worker that is killed fails the point that it had and no other.
struct KilledWorkerTests {
  #if os(Linux)
    @Test(.timeLimit(.minutes(1)))
    func onlyItsPointFails() throws {
      try Scratch.with { scratch in
        // The first point has more texts than can be read before the worker
        // is found, the second has one.
        try scratch.write(
          Manifests.losses.replacing("texts: 2, length: 8", with: "length: 64")
            .replacing("devices: [1, 2]", with: "data.texts: [10000, 1]")
            .replacing("loss: [0, 0.5]", with: "loss: [0]")
            .replacing("seeds: 2", with: "seeds: 1"),
          to: "experiments/lab/losses.yaml")
        let running = try scratch.start(["run", "losses", "-j1"])
        killWorker(of: running.id)
        let output = try running.finish()
        #expect(output.status == 70)
        #expect(
          output.err.contains(
            "error: the worker was killed by SIGKILL\n  expected: an answer\n"
          ))
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

    /// A run starts no other process before its workers are done.
    private func killWorker(of parent: pid_t) {
      while true {
        if let child = child(of: parent) {
          kill(child, SIGKILL)
          return
        }
        sched_yield()
      }
    }

    private func child(of parent: pid_t) -> pid_t? {
      let processes =
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
      return processes.compactMap { pid_t($0) }.first { process in
        let text = try? String(
          contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        // number (name) state parent
        let fields = text?.split(separator: ")").last?.split(separator: " ")
        return fields?.dropFirst().first == "\(parent)"
      }
    }
  #endif
}
