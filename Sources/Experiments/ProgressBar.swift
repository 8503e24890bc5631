/// Tells how far a run has come, on one line.
///
///     [####------]  42 % of 100: 40 done, 1 failed, 1 cached, 0:12, 0:17 left
///
/// On a terminal the line is redrawn, at most ten times a second; elsewhere
/// there is a line for each tenth of the way. Clock and output are passed in.
public struct ProgressBar {
  /// What became of a point.
  public enum Step: Sendable {
    /// It was computed.
    case done
    /// It failed.
    case failed
    /// Its result was known.
    case cached
  }

  /// The columns of a line at most.
  static let width = 79

  private let total: Int
  private let isTerminal: Bool
  private let now: () -> Double
  private let write: (String) -> Void
  private let start: Double
  private var done = 0
  private var failed = 0
  private var cached = 0
  private var lastDrawn: Double?
  private var tenths = 0
  private var isFinished = false

  /// A bar for `total` points; nothing is written yet.
  ///
  /// - Parameters:
  ///   - total: how many points there are.
  ///   - isTerminal: whether the line can be drawn again.
  ///   - now: seconds on a clock of any origin.
  ///   - write: takes text as it is, newlines included.
  public init(
    total: Int, isTerminal: Bool, now: @escaping () -> Double,
    write: @escaping (String) -> Void
  ) {
    self.total = max(0, total)
    self.isTerminal = isTerminal
    self.now = now
    self.write = write
    start = now()
  }

  /// Counts `count` more points and redraws if it is time.
  public mutating func advance(_ step: Step, by count: Int = 1) {
    switch step {
    case .done: done += count
    case .failed: failed += count
    case .cached: cached += count
    }
    let time = now()
    if isTerminal {
      if let lastDrawn, time - lastDrawn < 0.1 { return }
      lastDrawn = time
      write("\r" + line(at: time) + "\u{1B}[K")
    } else if finished < total, finished * 10 / total > tenths {
      tenths = finished * 10 / total
      write(text(at: time) + "\n")
    }
  }

  /// Writes the last line; later calls write nothing.
  public mutating func finish() {
    guard !isFinished else { return }
    isFinished = true
    let time = now()
    write(
      isTerminal ? "\r" + line(at: time) + "\u{1B}[K\n" : text(at: time) + "\n")
  }

  private var finished: Int { min(total, done + failed + cached) }

  /// The text, with a bar in front if there is room.
  private func line(at time: Double) -> String {
    let text = text(at: time)
    let full = total == 0 ? 10 : 10 * finished / total
    let bar =
      "[" + String(repeating: "#", count: full)
      + String(repeating: "-", count: 10 - full) + "] "
    return text.count + bar.count <= Self.width
      ? bar + text : String(text.prefix(Self.width))
  }

  private func text(at time: Double) -> String {
    let percent = String(total == 0 ? 100 : finished * 100 / total)
    let elapsed = max(0, time - start)
    return String(repeating: " ", count: 3 - percent.count)
      + "\(percent) % of \(total): \(done) done, \(failed) failed, "
      + "\(cached) cached, " + ending(elapsed)
  }

  /// The time taken, and the time left judged by the points computed so far;
  /// what the cache gave cost nothing and says nothing.
  private func ending(_ elapsed: Double) -> String {
    if finished == total { return "in " + clock(elapsed) }
    let computed = done + failed
    let left =
      computed == 0
      ? "?" : clock(elapsed * Double(total - finished) / Double(computed))
    return clock(elapsed) + ", \(left) left"
  }

  /// Hours, minutes and seconds.
  private func clock(_ seconds: Double) -> String {
    guard seconds < 3.6e9 else { return "?" }
    let whole = Int(seconds.rounded())
    func two(_ value: Int) -> String { (value < 10 ? "0" : "") + "\(value)" }
    let (hours, minutes) = (whole / 3600, whole / 60 % 60)
    return hours > 0
      ? "\(hours):\(two(minutes)):\(two(whole % 60))"
      : "\(minutes):\(two(whole % 60))"
  }
}
