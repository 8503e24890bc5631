/// A kind of quantity, and the units it may be written in.
///
/// The base unit comes first in ``units``; values are read into it.
public enum Dimension: String, CaseIterable, Sendable {
  /// Seconds.
  case time = "time"
  /// Joules.
  case energy = "energy"
  /// Bytes.
  case size = "size"
  /// Bytes per second.
  case throughput = "throughput"
  /// Bits per second.
  case bitRate = "bit rate"
  /// Hertz.
  case frequency = "frequency"
  /// Watts.
  case power = "power"
  /// Joules per byte.
  case energyPerByte = "energy per byte"
  /// Joules per bit.
  case energyPerBit = "energy per bit"
  /// Joules per multiply-accumulate.
  case energyPerMAC = "energy per MAC"
  /// Multiply-accumulates per second.
  case macRate = "MAC rate"
  /// Clock cycles per multiply-accumulate.
  case cyclesPerMAC = "cycles per MAC"

  /// A unit: its name, and its size as `factor` times ten to `exponent`.
  ///
  /// The power of ten is kept apart so that `51 us` is read as 51e-6, the
  /// nearest Double, and not as a rounded product.
  struct Unit: Sendable {
    var name: String
    var factor = 1.0
    var exponent = 0
  }

  /// The units of the dimension, the base unit first.
  var units: [Unit] {
    switch self {
    case .time:
      Self.scaled("s", ["m", "u", "µ", "n", "p"]) + [
        Unit(name: "min", factor: 60), Unit(name: "h", factor: 3600),
      ]
    case .energy:
      Self.scaled("J", ["k", "m", "u", "µ", "n", "p"]) + [
        Unit(name: "Wh", factor: 3600)
      ]
    case .size: Self.bytes("")
    case .throughput: Self.bytes("/s")
    case .bitRate: Self.scaled("bit/s", ["k", "M", "G"])
    case .frequency: Self.scaled("Hz", ["k", "M", "G"])
    case .power: Self.scaled("W", ["k", "m", "u", "µ", "n"])
    case .energyPerByte: Self.scaled("J/B", ["m", "u", "µ", "n", "p"])
    case .energyPerBit: Self.scaled("J/bit", ["m", "u", "µ", "n", "p"])
    case .energyPerMAC: Self.scaled("J/MAC", ["u", "µ", "n", "p", "f"])
    case .macRate: Self.scaled("MAC/s", ["k", "M", "G", "T"])
    case .cyclesPerMAC: [Unit(name: "cycle/MAC"), Unit(name: "cycles/MAC")]
    }
  }

  /// The names of the units, the base unit first.
  public var unitNames: [String] { units.map(\.name) }

  private static func bytes(_ suffix: String) -> [Unit] {
    scaled("B" + suffix, ["k", "M", "G", "T"])
      + ["Ki", "Mi", "Gi", "Ti"].enumerated().map { step, prefix in
        Unit(
          name: prefix + "B" + suffix,
          factor: Double(1 << (10 * (step + 1))))
      }
  }

  private static func scaled(_ base: String, _ prefixes: [String]) -> [Unit] {
    let exponents = [
      "f": -15, "p": -12, "n": -9, "u": -6, "µ": -6, "m": -3, "k": 3,
      "M": 6, "G": 9, "T": 12,
    ]
    return [Unit(name: base)]
      + prefixes.map {
        Unit(name: $0 + base, exponent: exponents[$0] ?? 0)
      }
  }
}
