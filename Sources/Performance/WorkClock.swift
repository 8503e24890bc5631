import Foundation

/// What times work, so that other processes on the machine do not count.
package enum WorkClock: Sendable {
  /// Time on the clock, less the time in which this thread was ready and
  /// waited for a processor that others had. Waiting for a lock, the disk or
  /// another thread counts. Where the system does not tell how long a thread
  /// waits (Linux does), all counts.
  case thread
  /// Processor time of the child processes that have ended; how long they
  /// wait for a processor nobody tells.
  case children

  /// Seconds since some instant.
  package var seconds: Double {
    switch self {
    case .thread: Self.undelayed()
    case .children: Self.processorTimeOfChildren()
    }
  }

  private static func undelayed() -> Double {
    var before = delay()
    // A wait between the two readings would count on one side alone.
    for _ in 0..<100 {
      let now = monotonic()
      let after = delay()
      if before == after { return now - after }
      before = after
    }
    return monotonic() - before
  }

  private static func monotonic() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  // Glibc has the constant as an enumerator, others as a number.
  #if canImport(Glibc)
    private static let endedChildren = RUSAGE_CHILDREN.rawValue
  #else
    private static let endedChildren = RUSAGE_CHILDREN
  #endif

  private static func processorTimeOfChildren() -> Double {
    var usage = rusage()
    getrusage(Self.endedChildren, &usage)
    func seconds(_ time: timeval) -> Double {
      Double(time.tv_sec) + Double(time.tv_usec) * 1e-6
    }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  /// Seconds that this thread has waited for a processor: the second number
  /// of `schedstat` (Linux, Documentation/scheduler/sched-stats.rst).
  private static func delay() -> Double {
    let file = open("/proc/thread-self/schedstat", O_RDONLY)
    guard file >= 0 else { return 0 }
    defer { close(file) }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 96) {
      let count = read(file, $0.baseAddress, $0.count)
      return count > 0 ? waiting(in: $0[..<count]) : 0
    }
  }

  /// The seconds that a text of `schedstat` tells; 0 if it tells none.
  static func waiting(in text: some Collection<UInt8>) -> Double {
    var nanoseconds = 0.0
    for byte in text.drop(while: { $0 != UInt8(ascii: " ") }).dropFirst() {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
        break
      }
      nanoseconds = nanoseconds * 10 + Double(byte - UInt8(ascii: "0"))
    }
    return nanoseconds * 1e-9
  }
}
