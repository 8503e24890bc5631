import Foundation
import Models

/// Tells how far a training has come, on one line.
///
///     [####------] epoch 4/10, loss 0.123, 812 samples/s, 1:05 left
///
/// The bar is as long as there is room for. On a terminal the line is redrawn,
/// at most ten times a second; elsewhere there is a line for each epoch.
public struct TrainingBar {
  private let isTerminal: Bool
  private let now: () -> Double
  private let write: (String) -> Void
  private var lastDrawn: Double?
  private var lastEpoch = 0
  private var last: TrainingProgress?

  /// A bar; nothing is written yet.
  ///
  /// - Parameters:
  ///   - isTerminal: whether the line can be drawn again.
  ///   - now: seconds on a clock of any origin.
  ///   - write: takes text as it is, newlines included.
  public init(
    isTerminal: Bool, now: @escaping () -> Double,
    write: @escaping (String) -> Void
  ) {
    self.isTerminal = isTerminal
    self.now = now
    self.write = write
  }

  /// A bar on stderr, by the monotonic clock.
  public static func onStandardError() -> TrainingBar {
    TrainingBar(
      isTerminal: isatty(STDERR_FILENO) == 1,
      now: { ProcessInfo.processInfo.systemUptime },
      write: { _ = writeAll(STDERR_FILENO, Array($0.utf8)) })
  }

  /// Takes note of a step and redraws if it is time.
  public mutating func advance(_ progress: TrainingProgress) {
    defer { last = progress }
    if isTerminal {
      let time = now()
      if let lastDrawn, time - lastDrawn < 0.1 { return }
      lastDrawn = time
      write("\r" + line(progress) + "\u{1B}[K")
    } else if progress.epoch > lastEpoch, let last, lastEpoch > 0 {
      // The first step of an epoch knows how the one before was judged.
      var done = last
      done.validationLoss = progress.validationLoss
      write(text(done) + "\n")
      lastEpoch = progress.epoch
    } else {
      lastEpoch = progress.epoch
    }
  }

  /// Writes the last line.
  public mutating func finish(_ result: TrainingResult) {
    guard var last else { return }
    last.validationLoss = result.history.last?.validationLoss
    last.secondsLeft = 0
    write(isTerminal ? "\r" + line(last) + "\u{1B}[K\n" : text(last) + "\n")
    self.last = nil
  }

  private func line(_ progress: TrainingProgress) -> String {
    let text = text(progress)
    let cells = min(10, 79 - text.count - 3)
    guard cells > 2 else { return String(text.prefix(79)) }
    let full =
      progress.steps == 0 ? cells : cells * progress.step / progress.steps
    return "[" + String(repeating: "#", count: full)
      + String(repeating: "-", count: cells - full) + "] " + text
  }

  private func text(_ p: TrainingProgress) -> String {
    let validation =
      p.validationLoss.map { ", validation \(short($0))" } ?? ""
    return "epoch \(p.epoch)/\(p.epochs), loss \(short(p.loss))\(validation), "
      + "\(Int(p.samplesPerSecond.rounded())) samples/s, "
      + "\(clock(p.secondsLeft)) left"
  }

  private func short(_ value: Double) -> String {
    String(format: "%.4g", value)
  }

  private func clock(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 3.6e9 else { return "?" }
    let whole = Int(max(0, seconds).rounded())
    let two = { (value: Int) in (value < 10 ? "0" : "") + "\(value)" }
    let (hours, minutes) = (whole / 3600, whole / 60 % 60)
    return hours > 0
      ? "\(hours):\(two(minutes)):\(two(whole % 60))"
      : "\(minutes):\(two(whole % 60))"
  }
}
