import Foundation
import Testing

#if os(Linux)
  /// Whether a cluster of one node can be started here.
  private let hasSlurm: Bool = {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let folders =
      path.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin"]
    return getuid() == 0
      && ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel"]
        .allSatisfy { name in
          folders.contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
          }
        }
  }()

  /// `run --engine slurm` on a real Slurm: one node, this machine.
  @Suite(
    .enabled(
      if: hasSlurm,
      "Slurm needs root and the packages slurm-wlm and munge"),
    .serialized, .timeLimit(.minutes(2)))
  struct SlurmClusterTests {
    private static let cluster = Shardbench.package.appendingPathComponent(
      "Tests/CommandTests/one-node-slurm.sh")

    /// Runs a script on a cluster of its own; `$shardbench` is the program.
    private func run(_ script: String, in scratch: Scratch) throws -> Output {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = [Self.cluster.path, "/bin/sh", "-c", script]
      process.currentDirectoryURL = scratch.root
      process.environment = ProcessInfo.processInfo.environment.merging([
        "shardbench": Shardbench.program.path,
        "SHARDBENCH_HOME": scratch.root.path,
        "SHARDBENCH_DATA": scratch.url("data").path,
      ]) { $1 }
      process.standardInput = FileHandle.nullDevice
      // Files, not pipes: they never fill up.
      let handles = try ["out", "err"].map { name in
        try scratch.write("", to: name)
        return try FileHandle(forWritingTo: scratch.url(name))
      }
      (process.standardOutput, process.standardError) = (handles[0], handles[1])
      try process.run()
      process.waitUntilExit()
      return Output(
        status: process.terminationStatus,
        outBytes: try Data(contentsOf: scratch.url("out")),
        err: try scratch.text("err"))
    }

    private func with(
      _ manifest: String, _ work: (Scratch) throws -> Void
    ) throws {
      try Scratch.with { scratch in
        try scratch.write(manifest, to: "experiments/lab/e.yaml")
        try work(scratch)
      }
    }

    @Test func sameFilesAsLocal() throws {
      try with(Manifests.losses) { scratch in
        let local = try scratch.run("run", "lab/e", "--results", "here")
        #expect(local.status == 0, "\(local.err)")
        try FileManager.default.removeItem(at: scratch.url(".shardbench"))
        let there = try run(
          """
          $shardbench run lab/e --results there --engine slurm -j3 \\
            --slurm "--time=5 --cpus-per-task=1"
          """, in: scratch)
        #expect(there.status == 0, "\(there.err)")
        #expect(
          try scratch.text("there/losses.csv")
            == scratch.text("here/losses.csv"))
        #expect(scratch.names(in: ".shardbench/slurm") == [])
      }
    }

    /// Somebody cancels a task: its point is tried once more. Tasks wait until
    /// they are released, so that it has not ended before.
    @Test func aTaskIsCancelled() throws {
      try with(Manifests.losses) { scratch in
        let local = try scratch.run("run", "lab/e", "--results", "here")
        #expect(local.status == 0, "\(local.err)")
        try FileManager.default.removeItem(at: scratch.url(".shardbench"))
        let output = try run(
          """
          $shardbench run lab/e --results there --engine slurm --slurm --hold &
          run=$!
          until squeue -h -r -o %i | grep -q _0 || ! kill -0 $run; do
            sleep 0.05
          done
          scancel "$(squeue -h -r -o %i | grep '_0$')"
          while kill -0 $run 2>/dev/null; do
            for job in $(squeue -h -t PD -o %F); do
              scontrol release "$job"
            done
            sleep 0.1
          done
          wait $run
          """, in: scratch)
        #expect(output.status == 0, "\(output.err)")
        let told = output.err.split(separator: "\n").filter {
          $0.contains(
            "  the worker was ended by Slurm (")
        }
        #expect(told.count == 1, "\(output.err)")
        #expect(
          try scratch.text("there/losses.csv")
            == scratch.text("here/losses.csv"))
      }
    }

    @Test func sbatchRefuses() throws {
      try with(Manifests.losses) { scratch in
        let output = try run(
          "$shardbench run lab/e --engine slurm --slurm --partition=nowhere",
          in: scratch)
        #expect(output.status == 64)
        #expect(
          output.err.contains("error: sbatch says: sbatch: error: "),
          "\(output.err)")
        #expect(scratch.names(in: ".shardbench/slurm") == [])
      }
    }

    /// A run that is stopped leaves nothing in the queue.
    @Test func signalsCancel() throws {
      try with(Manifests.long) { scratch in
        let output = try run(
          """
          $shardbench run lab/e --engine slurm &
          run=$!
          until [ -s .shardbench/journal/losses.jsonl ] || ! kill -0 $run; do
            sleep 0.05
          done
          kill -TERM $run
          wait $run
          echo $?
          tries=0
          while [ -n "$(squeue -h)" ] && [ $tries -lt 100 ]; do
            tries=$((tries + 1)); sleep 0.1
          done
          squeue -h -t all -o %T
          """, in: scratch)
        #expect(output.lines.first == "143", "\(output.err)")
        let states = Set(output.lines.dropFirst())
        #expect(states.contains("CANCELLED"))
        #expect(states.isSubset(of: ["CANCELLED", "COMPLETED"]))
        #expect(Processes.workers(in: scratch.root) == [])
      }
    }
  }
#endif
