import Foundation

/// Numbers for people.
public enum Human {
  /// A number with its unit and a prefix: 0.2394 s is `239.4 ms`.
  public static func text(_ value: Double, unit: String) -> String {
    switch unit {
    case "": plain(value)
    case "B": bytes(value)
    case "tokens", "us", "ms", "cycles/MAC": plain(value) + " " + unit
    default: scaled(value, unit)
    }
  }

  /// A length of time in the two largest of its units: 5283 s is
  /// `1 h 28 min`.
  public static func duration(seconds: Double) -> String {
    guard seconds.rounded() >= 60, seconds < 3.6e9 else {
      return seconds < 10 || seconds >= 3.6e9
        ? text(seconds, unit: "s") : "\(Int(seconds.rounded())) s"
    }
    let whole = Int(seconds.rounded())
    let (minutes, rest) = whole.quotientAndRemainder(dividingBy: 60)
    return minutes < 60
      ? "\(minutes) min \(rest) s"
      : "\(minutes / 60) h \(minutes % 60) min"
  }

  private static func plain(_ value: Double) -> String {
    value.rounded() == value && abs(value) < 1e15
      ? String(Int(value)) : digits(value)
  }

  private static func bytes(_ value: Double) -> String {
    value < 10_000 ? "\(Int(value)) B" : scaled(value, "B")
  }

  private static func scaled(_ value: Double, _ unit: String) -> String {
    let prefixes: [(Double, String)] = [
      (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"),
      (1e-6, "µ"), (1e-9, "n"),
    ]
    guard value != 0, value.isFinite else { return "\(plain(value)) \(unit)" }
    let prefix = prefixes.first { abs(value) >= $0.0 } ?? (1e-12, "p")
    return "\(digits(value / prefix.0)) \(prefix.1)\(unit)"
  }

  /// Four significant digits.
  private static func digits(_ value: Double) -> String {
    String(format: "%.4g", value)
  }
}
