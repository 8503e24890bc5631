import Files
import Foundation

/// An array of tasks that Slurm runs, in a folder that the nodes share.
struct SlurmArray {
  /// What Slurm calls it.
  let name: String
  /// The tasks, by number.
  private(set) var tasks: [SlurmTask]
  private let folder: URL

  /// Deals `jobs` to at most `count` tasks in turn and writes their files.
  ///
  /// - Parameters:
  ///   - folder: a folder of its own, which is there.
  ///   - script: what each task runs.
  init(
    _ name: String, dealing jobs: [SpooledJob], to count: Int, in folder: URL,
    script: String
  ) throws {
    self.name = name
    self.folder = folder
    let count = min(count, jobs.count)
    tasks = []
    for number in 0..<count {
      let hand = stride(from: number, to: jobs.count, by: count).map {
        jobs[$0]
      }
      var lines = Data()
      for job in hand { lines += try JSONLine.encode(job) }
      try Self.write(
        lines, to: folder.appendingPathComponent(SlurmFile.jobs.name(number)))
      tasks.append(
        SlurmTask(number: number, jobs: hand.map(\.job), folder: folder))
    }
    try Self.write(Data(script.utf8), to: Self.script(in: folder))
  }

  private static func script(in folder: URL) -> URL {
    folder.appendingPathComponent("task.sh")
  }

  private static func write(_ data: Data, to file: URL) throws {
    do {
      try replaceFile(at: file, with: data)
    } catch let fault as SystemFault {
      throw SlurmError.spool(file.path, reason: fault.reason)
    }
  }

  /// Hands the array over to Slurm.
  ///
  /// - Parameters:
  ///   - atOnce: the number of tasks that run at once at most.
  ///   - options: more options for sbatch.
  func submit(
    by commands: SlurmCommands, atOnce: Int, options: [String]
  ) throws {
    let output =
      folder.path.replacing("%", with: "%%") + "/slurm-%a.txt"
    // Those that come last count, so what this stands on comes last. A task
    // that Slurm starts again would compute again what is answered.
    try commands.submit(
      options + [
        "--job-name=\(name)", "--array=0-\(tasks.count - 1)%\(atOnce)",
        "--output=\(output)", "--no-requeue", Self.script(in: folder).path,
      ])
  }

  /// Whether a task has not ended.
  var isAtWork: Bool { tasks.contains { $0.ending == nil } }

  /// Passes on the answers that have come; whether anything has.
  mutating func collect(
    grace: Duration, _ onAnswer: (JobAnswer) throws -> Void
  ) throws -> Bool {
    // Reading the folder also makes network file systems look again.
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.path)
    let present = Set(names ?? [])
    var isNew = false
    for index in tasks.indices where tasks[index].ending == nil {
      for answer in tasks[index].collect(present, grace: grace) {
        isNew = true
        try onAnswer(answer)
      }
      if tasks[index].ending != nil { isNew = true }
    }
    return isNew
  }

  /// Notes what Slurm says of the tasks.
  mutating func note(_ states: [Int: String]) {
    for index in tasks.indices where tasks[index].ending == nil {
      tasks[index].note(states[index])
    }
  }
}

/// A job in a folder that outlives the run: a worker reads it as a ``Job``, a
/// later run knows it by the identity of its point.
struct SpooledJob: Codable {
  var index: Int
  var point: Point
  var metrics: [String]
  var identity: String

  init(_ job: Job, identity: String) {
    index = job.index
    point = job.point
    metrics = job.metrics
    self.identity = identity
  }

  var job: Job { Job(index: index, point: point, metrics: metrics) }
}
