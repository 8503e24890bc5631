import Foundation
import Testing

/// A worker that is killed fails the point that it had and no other.
struct KilledWorkerTests {
  #if os(Linux)
    @Test(.timeLimit(.minutes(1)))
    func onlyItsPointFails() throws {
      try Scratch.with { scratch in
        // The weights of one model are a pipe that nobody ever fills, so its
        // worker waits there to be found.
        try scratch.write(
          TinyModel.yaml.replacing("tiny", with: "stuck"),
          to: "experiments/models/stuck.yaml")
        let pipe = scratch.url("data/stuck.bin").path
        #expect(mkfifo(pipe, 0o600) == 0)
        try scratch.write(
          Manifests.losses.replacing("model: tiny\n", with: "")
            .replacing("devices: [1, 2]", with: "model: [stuck, tiny]")
            .replacing("loss: [0, 0.5]", with: "loss: [0]")
            .replacing("seeds: 2", with: "seeds: 1"),
          to: "experiments/lab/losses.yaml")
        let running = try scratch.start(["run", "losses", "-j1"])
        try killWorker(of: running.id, thatReads: pipe)
        let output = try running.finish()
        #expect(output.status == 70)
        #expect(
          output.err.contains(
            "error: the worker was killed by SIGKILL\n  expected: an answer\n"
          ))
        #expect(output.err.contains("  alone: shardbench run losses "))
        #expect(output.err.contains(" --only model=stuck "))
        #expect(output.err.contains("error: 1 points failed, see above"))
        let rows = try scratch.text("results/losses.csv")
          .split(separator: "\n")
        #expect(rows.count == 2)
        #expect(rows.last?.hasPrefix("tiny,") == true)
        // What was done stays done.
        let plan = try scratch.run(
          "plan", "losses", "--only", "model=tiny")
        #expect(plan.out.hasSuffix(" 0 new, 1 known\n"))
      }
    }

    /// Opening the pipe waits for a reader: first the run, which hashes its
    /// data, then the worker.
    private func killWorker(of parent: pid_t, thatReads pipe: String) throws {
      while true {
        let descriptor = open(pipe, O_WRONLY)
        try #require(descriptor >= 0)
        let child = child(of: parent)
        if let child { kill(child, SIGKILL) }
        close(descriptor)
        if child != nil { return }
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
