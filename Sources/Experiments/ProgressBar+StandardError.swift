import Foundation

extension ProgressBar {
  /// A bar on stderr, by the monotonic clock.
  public static func onStandardError(total: Int) -> ProgressBar {
    ProgressBar(
      total: total, isTerminal: isatty(STDERR_FILENO) == 1,
      now: { ProcessInfo.processInfo.systemUptime },
      write: { _ = writeAll(STDERR_FILENO, Array($0.utf8)) })
  }
}
