import Dispatch
import Foundation

/// Calls `body` with 0..<count on up to `workers` threads; each takes the
/// next number when it is done with one.
///
/// - Throws: what `body` threw for the least number for which it did, so that
///   the error is the same whatever the number of workers.
func spread(
  _ count: Int, over workers: Int, _ body: (Int) throws -> Void
) throws {
  guard workers > 1, count > 1 else {
    for number in 0..<count { try body(number) }
    return
  }
  let queue = NumberQueue(count)
  withoutActuallyEscaping(body) { body in
    // The caller sees to it that numbers do not get into each other's way.
    nonisolated(unsafe) let body = body
    DispatchQueue.concurrentPerform(iterations: min(workers, count)) { _ in
      while let number = queue.next() {
        do { try body(number) } catch { queue.fail(number, error) }
      }
    }
  }
  if let (_, error) = queue.failure { throw error }
}

/// Hands out numbers, in order, until there are no more or one has failed.
private final class NumberQueue: @unchecked Sendable {
  private let lock = NSLock()
  private let count: Int
  private var taken = 0
  /// The least number that failed, and how.
  private(set) var failure: (number: Int, error: any Error)?

  init(_ count: Int) { self.count = count }

  func next() -> Int? {
    lock.withLock {
      guard taken < count, failure == nil else { return nil }
      taken += 1
      return taken - 1
    }
  }

  func fail(_ number: Int, _ error: any Error) {
    lock.withLock {
      if let failure, failure.number < number { return }
      failure = (number, error)
    }
  }
}
