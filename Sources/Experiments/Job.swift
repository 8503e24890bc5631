import Diagnostics

/// A point for a worker process to compute.
public struct Job: Codable, Hashable, Sendable {
  /// Its place among the jobs of a run; the answer repeats it.
  public var index: Int
  /// What to compute.
  public var point: Point
  /// The metrics that are wanted.
  public var metrics: [String]

  /// A job from its parts.
  public init(index: Int, point: Point, metrics: [String] = []) {
    self.index = index
    self.point = point
    self.metrics = metrics
  }
}

/// What became of a job: values by metric, or why there are none.
public enum JobOutcome: Hashable, Sendable {
  /// The metrics.
  case values(PointValues)
  /// Why the point failed.
  case failure(JobFailure)
}

/// A diagnosis on its way between processes.
public struct JobFailure: Codable, Hashable, Sendable {
  /// What is wrong, with its place if it has one.
  public var problem: String
  /// What would have been right.
  public var expected: String?
  /// What the user can do.
  public var remedy: String?
  /// The exit status that it leads to.
  public var exit: Int32

  /// The failure that `diagnosis` describes.
  public init(_ diagnosis: Diagnosis) {
    problem =
      (diagnosis.location.map { "\($0): " } ?? "") + diagnosis.problem
    expected = diagnosis.expected
    remedy = diagnosis.remedy
    exit = diagnosis.exit.rawValue
  }

  /// The failure that `error` leads to.
  public init(of error: any Error) {
    self.init(Diagnosis(of: error))
  }

  /// The failure in words for a person.
  public var diagnosis: Diagnosis {
    Diagnosis(
      problem, expected: expected, remedy: remedy,
      exit: .init(rawValue: exit) ?? .software)
  }
}

/// The outcome of a job, as the pool reports it.
public struct JobResult: Hashable, Sendable {
  /// The index of the job.
  public var index: Int
  /// What became of it.
  public var outcome: JobOutcome
  /// The end of what the worker wrote to stderr meanwhile.
  public var errors: String
  /// Seconds from when the worker was given the job.
  public var seconds = 0.0
  /// How the worker ended that had the job first, if it ended over it. The
  /// outcome is then that of a second one.
  public var firstEnding: WorkerEnding?

  /// A result from its parts.
  public init(index: Int, outcome: JobOutcome, errors: String = "") {
    self.index = index
    self.outcome = outcome
    self.errors = errors
  }
}

/// The line with which a worker answers.
struct JobAnswer: Codable {
  var index: Int
  var outcome: JobOutcome
  /// Seconds that the worker took, by its own clock.
  var seconds: Double?
}

extension JobOutcome: Codable {
  private enum Key: String, CodingKey {
    case values, failure
  }

  /// Reads `{"values": {...}}` or `{"failure": {...}}`.
  ///
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    if container.contains(.values) {
      self = .values(
        try container.decode(PointValues.self, forKey: .values))
    } else {
      self = .failure(
        try container.decode(JobFailure.self, forKey: .failure))
    }
  }

  /// Writes `{"values": {...}}` or `{"failure": {...}}`.
  ///
  /// - Throws: `EncodingError`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .values(let values): try container.encode(values, forKey: .values)
    case .failure(let failure): try container.encode(failure, forKey: .failure)
    }
  }
}
