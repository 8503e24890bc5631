import Foundation

extension ExperimentRun {
  /// What computes the points of a run.
  public enum Engine: Equatable, Sendable {
    /// Worker processes on this machine.
    case local
    /// Array tasks of a Slurm cluster, with more options for sbatch.
    case slurm(options: [String])
  }

  /// The engine that the options ask for.
  func engine(_ program: URL) -> any PointEngine {
    switch options.engine {
    case .local:
      // More workers than processors have one thread each.
      let threads = max(
        1,
        ProcessInfo.processInfo.activeProcessorCount / max(1, options.workers))
      return WorkerPool(
        executable: program, arguments: ["worker"], workers: options.workers,
        environment: [
          "SHARDBENCH_HOME": workspace.root.path,
          "SHARDBENCH_THREADS": "\(threads)",
        ])
    case .slurm(let words):
      let (cache, metrics) = (cache, manifest.metrics)
      var engine = SlurmEngine(
        executable: program, arguments: ["worker"],
        experiment: manifest.experiment,
        folder: URL(
          fileURLWithPath: workspace.url(".shardbench/slurm").path,
          isDirectory: true),
        tasks: options.workers, options: words,
        environment: [
          "SHARDBENCH_HOME": workspace.root.path,
          "SHARDBENCH_DATA": workspace.dataFolder().path,
        ]
      ) { try cache.identity(of: $0.point, metrics: metrics) }
      engine.takesOver = !options.ignoresCache
      return engine
    }
  }
}
