import Foundation

/// Lanes of work spread over threads; a lane is touched by one thread alone.
final class Lanes: @unchecked Sendable {
  private let body: (Int) throws -> Void
  private let lanes: Int
  private let threads: Int
  private var failures: [(any Error)?]
  private let lock = NSLock()

  init(_ body: @escaping (Int) throws -> Void, lanes: Int, threads: Int) {
    self.body = body
    self.lanes = lanes
    self.threads = threads
    failures = Array(repeating: nil, count: lanes)
  }

  @Sendable func run(_ thread: Int) {
    for lane in stride(from: thread, to: lanes, by: threads) {
      do {
        try body(lane)
      } catch {
        lock.withLock { failures[lane] = error }
      }
    }
  }

  func check() throws {
    if let failure = failures.lazy.compactMap({ $0 }).first { throw failure }
  }
}
