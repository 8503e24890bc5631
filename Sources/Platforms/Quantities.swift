/// A number with a unit in its type; `Tag` tells units apart.
public struct Quantity<Tag>: Comparable, Sendable {
  /// The number, in the base unit.
  public var value: Double

  /// A quantity of `value` base units.
  @inline(__always)
  public init(_ value: Double) { self.value = value }

  /// Smaller in value.
  public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  /// Sum.
  public static func + (a: Self, b: Self) -> Self { Self(a.value + b.value) }
  /// Difference.
  public static func - (a: Self, b: Self) -> Self { Self(a.value - b.value) }
  /// Multiple.
  public static func * (a: Self, b: Double) -> Self { Self(a.value * b) }
  /// Ratio.
  public static func / (a: Self, b: Self) -> Double { a.value / b.value }
  /// Adds in place.
  public static func += (a: inout Self, b: Self) { a.value += b.value }
  /// Nothing of it.
  public static var zero: Self { Self(0) }
}

/// The units that quantities are told apart by.
public enum UnitTag {
  /// Seconds.
  public enum Second {}
  /// Joules.
  public enum Joule {}
  /// Bytes.
  public enum Byte {}
  /// Watts.
  public enum Watt {}
  /// Bits per second.
  public enum BitPerSecond {}
  /// Bytes per second.
  public enum BytePerSecond {}
  /// Multiply-accumulates per second.
  public enum MACPerSecond {}
  /// Joules per byte.
  public enum JoulePerByte {}
  /// Hertz.
  public enum Hertz {}
  /// Clock cycles per multiply-accumulate.
  public enum CyclePerMAC {}
  /// Pure numbers.
  public enum One {}
}

/// Time.
public typealias Seconds = Quantity<UnitTag.Second>
/// Energy.
public typealias Joules = Quantity<UnitTag.Joule>
/// Size.
public typealias Bytes = Quantity<UnitTag.Byte>
/// Power.
public typealias Watts = Quantity<UnitTag.Watt>
/// Rate of a link.
public typealias BitsPerSecond = Quantity<UnitTag.BitPerSecond>
/// Rate of a memory.
public typealias BytesPerSecond = Quantity<UnitTag.BytePerSecond>
/// Rate of arithmetic.
public typealias MACsPerSecond = Quantity<UnitTag.MACPerSecond>
/// Energy of moving a byte.
public typealias JoulesPerByte = Quantity<UnitTag.JoulePerByte>
/// Clock rate.
public typealias Hertz = Quantity<UnitTag.Hertz>

/// Clock cycles of a multiply-accumulate.
public typealias CyclesPerMAC = Quantity<UnitTag.CyclePerMAC>

/// Power over time.
public func * (power: Watts, time: Seconds) -> Joules {
  Joules(power.value * time.value)
}
