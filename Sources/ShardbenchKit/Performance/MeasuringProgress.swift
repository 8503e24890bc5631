import Diagnostics
import Foundation
import Performance

/// Tells on stderr what was measured last.
final class MeasuringProgress {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var count = 0

  /// One more figure is there.
  func advance(_ figure: Figure) {
    count += 1
    guard isTerminal else { return }
    write("\rmeasured \(count): \(figure.series)\u{1B}[K")
  }

  /// All is there.
  func finish() {
    write((isTerminal ? "\r" : "") + "measured \(counted(count, "figure"))")
    write(isTerminal ? "\u{1B}[K\n" : "\n")
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}
