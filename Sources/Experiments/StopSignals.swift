import Foundation

/// The signals that ask a run to stop: SIGINT and SIGTERM.
///
/// The first one is noted and changes nothing else; whoever waits, waits for
/// its descriptor too. A second one ends the process at once. A signal that
/// the process was started to ignore (`nohup`, `&`) stays ignored.
public struct StopSignals: Sendable {
  /// Readable as soon as a signal has come, and from then on.
  let descriptor: Int32

  /// Notes signals from now on, for the rest of the process.
  ///
  /// - Throws: ``RunError/noResources(reason:)``.
  public init() throws {
    let ends = try makeSockets()
    setNonBlocking(ends.other)
    descriptor = ends.own
    signalSocket = ends.other
    for number in [SIGINT, SIGTERM] {
      if let before = signal(number, noteSignal), isIgnore(before) {
        signal(number, SIG_IGN)
      }
    }
    // Some programs start others with their own signals blocked.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// The number of the first signal that has come, if one has.
  public var received: Int32? {
    var number: UInt8 = 0
    let flags = Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)
    return recv(descriptor, &number, 1, flags) == 1 ? Int32(number) : nil
  }
}

/// Where the handler writes; handlers know only what is global.
private nonisolated(unsafe) var signalSocket: Int32 = -1

/// Runs at any moment, so it does nothing but what is allowed then.
private func noteSignal(_ number: Int32) {
  signal(SIGINT, SIG_DFL)
  signal(SIGTERM, SIG_DFL)
  let before = errno
  var byte = UInt8(truncatingIfNeeded: number)
  _ = write(signalSocket, &byte, 1)
  errno = before
}

private func isIgnore(
  _ handler: @escaping @convention(c) (Int32) -> Void
) -> Bool {
  unsafeBitCast(handler, to: Int.self) == 1
}
