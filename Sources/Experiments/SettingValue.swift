import Documents
import Platforms

/// The value of a setting at one point.
///
/// `integer(1)` and `real(1)` are the same value, in comparison, hash and text:
/// JSON does not tell them apart, so neither may an identity. Reals are finite.
public enum SettingValue: Sendable {
  /// A whole number.
  case integer(Int)
  /// A number.
  case real(Double)
  /// A text.
  case word(String)
  /// A truth value.
  case flag(Bool)

  /// The whole number, if it is one.
  public var int: Int? {
    if case .integer(let value) = normal { value } else { nil }
  }

  /// The number, if it is one.
  public var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    default: nil
    }
  }

  /// The text, if it is one.
  public var word: String? {
    if case .word(let value) = self { value } else { nil }
  }

  /// The truth value, if it is one.
  public var flag: Bool? {
    if case .flag(let value) = self { value } else { nil }
  }

  /// The relative sizes of devices, if they are such.
  var proportions: Proportions? { word.flatMap { Proportions($0) } }

  /// The value as JSON.
  public var json: JSONValue {
    switch normal {
    case .integer(let value): .integer(value)
    case .real(let value): .real(value)
    case .word(let value): .string(value)
    case .flag(let value): .bool(value)
    }
  }

  /// Reals that are whole numbers become integers while that loses nothing.
  private var normal: SettingValue {
    if case .real(let value) = self, value.rounded() == value,
      abs(value) < 0x1p53
    {
      .integer(Int(value))
    } else {
      self
    }
  }
}

extension SettingValue: CustomStringConvertible {
  /// The canonical text: shortest digits, words as they are.
  public var description: String {
    if case .word(let word) = self { word } else { json.text }
  }
}

extension SettingValue: Hashable {
  /// Whether both are the same value, whatever the case of a number.
  public static func == (a: Self, b: Self) -> Bool {
    switch (a.normal, b.normal) {
    case (.integer(let a), .integer(let b)): a == b
    case (.real(let a), .real(let b)): a == b
    case (.word(let a), .word(let b)): a == b
    case (.flag(let a), .flag(let b)): a == b
    default: false
    }
  }

  /// Equal values hash alike.
  public func hash(into hasher: inout Hasher) {
    switch normal {
    case .integer(let value): hasher.combine(value)
    case .real(let value): hasher.combine(value)
    case .word(let value): hasher.combine(value)
    case .flag(let value): hasher.combine(value)
    }
  }
}

extension SettingValue: Comparable {
  /// Numbers by size, then words by spelling, then false and true.
  public static func < (a: Self, b: Self) -> Bool {
    switch (a.normal, b.normal) {
    case (.integer(let a), .integer(let b)): a < b
    case (.integer(let a), .real(let b)): Double(a) <= b
    case (.real(let a), .integer(let b)): a < Double(b)
    case (.real(let a), .real(let b)): a < b
    case (.word(let a), .word(let b)): a < b
    case (.flag(let a), .flag(let b)): !a && b
    default: a.rank < b.rank
    }
  }

  private var rank: Int {
    switch self {
    case .integer, .real: 0
    case .word: 1
    case .flag: 2
    }
  }
}

extension SettingValue: Codable {
  /// Reads a bare JSON value.
  ///
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let integer = try? container.decode(Int.self) {
      self = .integer(integer)
    } else if let real = try? container.decode(Double.self) {
      self = .real(real)
    } else {
      self = .word(try container.decode(String.self))
    }
  }

  /// Writes a bare JSON value.
  ///
  /// - Throws: `EncodingError`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch normal {
    case .integer(let value): try container.encode(value)
    case .real(let value): try container.encode(value)
    case .word(let value): try container.encode(value)
    case .flag(let value): try container.encode(value)
    }
  }
}
