/// The words on axes and keys, from the names of columns.
///
/// A column carries its unit as the last part of its name: `latency_s`.
struct ColumnName: Equatable {
  /// What the column holds, such as `RAM peak`.
  var words: String
  /// Its unit as printed, such as `bytes` or `mJ`; `nil` if it has none.
  var unit: String?

  init(_ column: String) {
    // Of a group, such as `train.epochs`, the member.
    let member = column.split(separator: ".").last ?? ""
    var parts = member.split(separator: "_").map(String.init)
    // A rate such as tokens_per_s is read out whole.
    let isRate = parts.count > 1 && parts[parts.count - 2] == "per"
    if parts.count > 1, !isRate, let last = parts.last {
      unit = ColumnName.units[last]
      if unit != nil { parts.removeLast() }
    }
    words = parts.enumerated().map { position, part in
      ColumnName.acronyms.contains(part)
        ? part.uppercased()
        : position == 0 ? part.prefix(1).uppercased() + part.dropFirst() : part
    }.joined(separator: " ")
    if words.isEmpty { words = column }
  }

  private static let units = [
    "s": "s", "ms": "ms", "us": "µs", "j": "J", "js": "J s", "mj": "mJ",
    "w": "W",
    "mw": "mW", "bytes": "bytes", "bits": "bits", "bps": "bit/s", "hz": "Hz",
    "mhz": "MHz", "mbps": "Mbit/s", "m": "m", "db": "dB", "dbm": "dBm",
    "percent": "%",
  ]
  private static let acronyms: Set = ["mse", "mae", "ram", "kv", "snr", "ber"]

  /// The words within a sentence: `latency`, but `MSE`.
  var inSentence: String {
    let start = words.prefix(2)
    let isAcronym = start.count == 2 && start.allSatisfy(\.isUppercase)
    return isAcronym
      ? words : words.prefix(1).lowercased() + words.dropFirst()
  }

  /// `Words (unit)`.
  var label: String { words + (unit.map { " (\($0))" } ?? "") }
}

/// A unit with a prefix that keeps the numbers on an axis short.
struct AxisUnit: Equatable {
  /// The unit as printed; `nil` if the quantity has none.
  var name: String?
  /// What the values of the CSV are multiplied by, as gnuplot reads it.
  var factor = "1"

  /// The prefix for values up to `greatest`, if the unit takes prefixes.
  init(_ unit: String?, greatest: Double) {
    name = unit
    guard let unit, let steps = AxisUnit.prefixed[unit] else { return }
    for (least, prefix, factor) in steps where greatest >= least {
      name = prefix
      self.factor = factor
      return
    }
  }

  private typealias Step = (least: Double, name: String, factor: String)
  private static let prefixed: [String: [Step]] = [
    "s": small("s"), "J": small("J"), "J s": small("J s"), "W": small("W"),
    "m": small("m"),
    "Hz": large("Hz", kilo: "kHz"), "bit/s": large("bit/s", kilo: "kbit/s"),
    "bytes": large("B", kilo: "kB", one: "bytes"),
  ]

  private static func small(_ unit: String) -> [Step] {
    [
      (1e4, "k" + unit, "1e-3"), (0.5, unit, "1"), (5e-4, "m" + unit, "1e3"),
      (5e-7, "µ" + unit, "1e6"), (5e-10, "n" + unit, "1e9"),
    ]
  }

  private static func large(
    _ unit: String, kilo: String, one: String? = nil
  ) -> [Step] {
    [
      (1e12, "T" + unit, "1e-12"), (1e9, "G" + unit, "1e-9"),
      (1e6, "M" + unit, "1e-6"), (1e4, kilo, "1e-3"), (0, one ?? unit, "1"),
    ]
  }
}

/// The label of an axis that several columns share, without its unit.
func sharedWords(_ columns: [ColumnName]) -> String {
  guard columns.count > 1 else { return columns.first?.words ?? "" }
  switch columns[0].unit {
  case let unit where columns.contains { $0.unit != unit }: return ""
  case "s", "ms", "µs": return "Time"
  case "J", "mJ": return "Energy"
  case "W", "mW": return "Power"
  case "bytes", "bits": return "Size"
  default: return columns.map(\.words).joined(separator: ", ")
  }
}
