import Foundation

/// A journal of finished points, from which a run that was killed goes on.
///
/// Each row is one line of JSON and is appended by one write. What a kill cuts
/// off has no end of line or is no JSON, and a reader passes over it.
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
  /// Whether the file ends within a line that will never be finished.
  private var endsInside: Bool

  /// Opens the journal at `path` for appending, and makes it if need be.
  ///
  /// - Throws: ``RunError/journal(_:reason:)``.
  public init(appendingTo path: String) throws {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw RunError.journal(path, reason: systemError())
    }
    var last: [UInt8] = [JSONLine.newline]
    let size = lseek(descriptor, 0, SEEK_END)
    if size > 0 { pread(descriptor, &last, 1, size - 1) }
    endsInside = last[0] != JSONLine.newline
  }

  deinit {
    close(descriptor)
  }

  /// Appends a row.
  ///
  /// - Throws: ``RunError/journal(_:reason:)``; the row is then not there for
  ///   any reader.
  public func append(_ row: Row) throws {
    let line =
      (endsInside ? [JSONLine.newline] : []) + (try JSONLine.encode(row))
    let count = line.withUnsafeBytes {
      write(descriptor, $0.baseAddress, $0.count)
    }
    endsInside = count != line.count && (count > 0 || endsInside)
    guard count == line.count else {
      throw RunError.journal(
        path, reason: count < 0 ? systemError() : "the disk is full")
    }
  }

  /// The rows of the journal at `path` in order, none if there is no such file,
  /// and the number of lines that are no rows.
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
    var lines = LineBuffer()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(descriptor, &buffer, buffer.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw RunError.journal(path, reason: systemError())
      }
      if count == 0 { break }
      for line in lines.append(buffer[..<count]) {
        if let row = JSONLine.decode(Row.self, from: line) {
          rows.append(row)
        } else {
          damaged += 1
        }
      }
    }
    return (rows, damaged + (lines.rest.isEmpty ? 0 : 1))
  }
}
