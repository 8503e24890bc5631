/// One figure of one run, as a row of the history has it.
public struct HistoryRow: Equatable, Sendable {
  /// How a figure varies when nothing has changed, and so how it is tested.
  public enum Family: String, CaseIterable, Sendable {
    /// Not at all: simulated times, bytes, energy, accuracy of a checkpoint.
    case deterministic
    /// A little: instructions, allocations, peak memory.
    case counted
    /// A lot: time on the clock, divided by that of a reference kernel.
    case wall
  }

  /// Which way a figure gets worse.
  public enum Worse: String, CaseIterable, Sendable {
    /// More is worse, as with times and bytes.
    case up
    /// Less is worse, as with accuracy.
    case down
  }

  /// What names the run that measured it; all its figures share it.
  public var run: String
  /// 1 for the run itself, 2 and more for reruns that confirm it.
  public var attempt: Int
  /// When the run began, UTC, as `2026-03-31T04:05:06Z`.
  public var date: String
  /// The commit that was measured, in version control's words.
  public var commit: String
  /// What names the machine; see ``machineKey(cpu:cores:system:)``.
  public var machine: String
  /// What names the figure, as `gemm/384x384`.
  public var series: String
  /// How it varies.
  public var family: Family
  /// Which way it gets worse.
  public var worse: Worse
  /// The unit of ``value``.
  public var unit: String
  /// The figure, in ``unit``: of several repetitions what stands for them.
  public var value: Double
  /// How many repetitions it is made from: of times those that count.
  public var repetitions: Int
  /// The robust standard deviation of these, in percent of their median.
  public var spreadPercent: Double
  /// What one repetition takes on the clock, in seconds; `nil` where
  /// ``value`` is no time. Figures of very short kernels do not gate.
  public var duration: Double?
  /// What an earlier build measured in turn with this row; `nil` where none
  /// did.
  public var base: Base?

  /// An earlier build beside the one that a row is about.
  public struct Base: Equatable, Sendable {
    /// The run that measured that build first.
    public var run: String
    /// What it measures now, in the unit of the row.
    public var value: Double

    /// A base from its parts.
    public init(run: String, value: Double) {
      self.run = run
      self.value = value
    }
  }

  /// A measurement from its parts; see the properties.
  public init(
    run: String, attempt: Int = 1, date: String, commit: String,
    machine: String, series: String, family: Family, worse: Worse = .up,
    unit: String, value: Double, repetitions: Int = 1,
    spreadPercent: Double = 0, duration: Double? = nil, base: Base? = nil
  ) {
    self.run = run
    self.attempt = attempt
    self.date = date
    self.commit = commit
    self.machine = machine
    self.series = series
    self.family = family
    self.worse = worse
    self.unit = unit
    self.value = value
    self.repetitions = repetitions
    self.spreadPercent = spreadPercent
    self.duration = duration
    self.base = base
  }

  /// The name of a machine: figures are compared only where it is the same.
  ///
  /// Spaces in a row count as one, since kernels pad the names of processors.
  public static func machineKey(
    cpu: String, cores: Int, system: String
  ) -> String {
    func plain(_ text: String) -> String {
      text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    return "\(plain(cpu)); \(cores) cores; \(plain(system))"
  }

  /// Whether `text` is a date as ``date`` has it, of a day that can be.
  static func isDate(_ text: String) -> Bool {
    let pattern = Array("0000-00-00T00:00:00Z".utf8)
    let bytes = Array(text.utf8)
    guard bytes.count == pattern.count else { return false }
    for (byte, sample) in zip(bytes, pattern) {
      let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      guard sample == UInt8(ascii: "0") ? isDigit : byte == sample else {
        return false
      }
    }
    func number(_ start: Int) -> Int {
      Int(bytes[start] - 48) * 10 + Int(bytes[start + 1] - 48)
    }
    let (year, month) = (100 * number(0) + number(2), number(5))
    return (1...12).contains(month)
      && (1...days(in: month, of: year)).contains(number(8))
      && number(11) < 24 && number(14) < 60 && number(17) <= 60
  }

  /// The days of a month in the Gregorian calendar.
  private static func days(in month: Int, of year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2
      ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }
}
