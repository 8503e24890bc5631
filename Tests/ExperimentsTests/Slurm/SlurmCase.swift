import Foundation
import TestBasics

@testable import Experiments

/// An engine on scripts in place of Slurm; its workers are shell scripts, as in
/// ``WorkerPoolTests``, which know the folder of the scripts as `$FAKE_SLURM`.
struct SlurmCase {
  let fake: FakeSlurm
  let spool: URL
  var engine: SlurmEngine
  private let shell = WorkerPoolTests()

  static func with<Result>(
    _ body: String, tasks: Int = 2, _ work: (SlurmCase) throws -> Result
  ) throws -> Result {
    let slurm = try FakeSlurm()
    defer { slurm.remove() }
    return try work(SlurmCase(body, tasks: tasks, slurm))
  }

  private init(_ body: String, tasks: Int, _ slurm: FakeSlurm) {
    fake = slurm
    // Blanks, quotes and percent signs are to be taken as they are.
    spool = slurm.folder.appendingPathComponent("the 'spool' 10%")
    let workers = shell.pool(body)
    engine = SlurmEngine(
      executable: workers.executable, arguments: workers.arguments,
      experiment: "e", folder: spool, tasks: tasks
    ) { "identity of \($0.point.seed)" }
    engine.commands.environment = slurm.environment
    engine.pace.look = .milliseconds(5)
    engine.pace.slowLook = .milliseconds(20)
    engine.pace.ask = .milliseconds(50)
    engine.pace.slowAsk = .milliseconds(100)
    engine.pace.silence = .seconds(20)
    engine.pace.grace = .milliseconds(300)
  }

  /// As many jobs, whose seeds are their indices.
  func jobs(_ count: Int) -> [Job] { shell.jobs(count) }

  /// The results, in the order in which they come.
  func run(_ count: Int) throws -> [JobResult] {
    var results: [JobResult] = []
    try engine.run(jobs(count)) { results.append($0) }
    return results
  }

  /// What is left in the folder for runs.
  var left: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: spool.path)) ?? []
  }
}
