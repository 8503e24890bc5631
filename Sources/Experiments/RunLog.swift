import Foundation

/// A journal of finished points, from which a run that was killed goes on.
///
/// Each row is one line of JSON with a checksum and is appended by one write,
/// so that several processes may write to one journal. A reader passes over
/// what a kill or a full disk cuts off, and over what was damaged later.
public final class RunLog {
  /// A finished point, or one that failed.
  public struct Row: Codable, Equatable, Sendable {
    /// The identity of the point.
    public var identity: String
    /// What the point says, whatever the code that computes it.
    public var point: String?
    /// Seconds that it took.
    public var seconds: Double?
    /// Its metrics; none if it failed.
    public var values: PointValues
    /// Why it failed, if it did.
    public var failure: JobFailure?

    /// A row from its parts.
    public init(
      identity: String, point: String? = nil, seconds: Double? = nil,
      values: PointValues, failure: JobFailure? = nil
    ) {
      self.identity = identity
      self.point = point
      self.seconds = seconds
      self.values = values
      self.failure = failure
    }
  }

  private let path: String
  private let descriptor: Int32

  /// Opens the journal at `path` for appending, and makes it if need be.
  ///
  /// - Throws: ``RunError/journal(_:reason:)``.
  public init(appendingTo path: String) throws {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw RunError.journal(path, reason: systemError())
    }
  }

  deinit {
    close(descriptor)
  }

  /// Appends a row.
  ///
  /// - Throws: ``RunError/journal(_:reason:)``; the row is then not there for
  ///   any reader.
  public func append(_ row: Row) throws {
    let line = try RunLogLine.encode(row)
    var count: Int
    repeat {
      count = line.withUnsafeBytes {
        write(descriptor, $0.baseAddress, $0.count)
      }
    } while count < 0 && errno == EINTR
    guard count == line.count else {
      throw RunError.journal(
        path, reason: count < 0 ? systemError() : "the disk is full")
    }
  }

  /// The rows of the journal at `path` in order, none if there is no such file,
  /// and the number of lines, or parts of lines, that are no rows.
  ///
  /// - Throws: ``RunError/journal(_:reason:)`` if it cannot be read.
  public static func read(
    _ path: String
  ) throws -> (rows: [Row], damaged: Int) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return ([], 0) }
      throw RunError.journal(path, reason: systemError())
    }
    defer { close(descriptor) }
    var rows: [Row] = []
    var damaged = 0
    func take(_ line: [UInt8]) {
      let found = RunLogLine.decode(line)
      rows += found.rows
      damaged += found.damaged
    }
    var lines = LineBuffer()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(descriptor, &buffer, buffer.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw RunError.journal(path, reason: systemError())
      }
      if count == 0 { break }
      for line in lines.append(buffer[..<count]) { take(line) }
    }
    // A row that lacks nothing but its newline is one.
    if !lines.rest.isEmpty { take(lines.rest) }
    return (rows, damaged)
  }
}
