/// What a scheme is told besides the model and the devices, by full name such
/// as `astra.groups`.
///
/// A scheme says in `Scheme.settings` what it takes; whoever runs it checks
/// values against that before.
public struct SchemeOptions: Equatable, Sendable {
  /// The value of an option.
  public enum Value: Equatable, Sendable {
    /// A whole number.
    case integer(Int)
    /// A number.
    case real(Double)
    /// A word or a text.
    case word(String)
    /// A truth value.
    case flag(Bool)
  }

  private var values: [String: Value] = [:]

  /// No options: each scheme takes its standard values.
  public init() {}

  /// The value called `name`, if one was given.
  public subscript(name: String) -> Value? {
    get { values[name] }
    set { values[name] = newValue }
  }

  /// The whole number called `name`.
  public func int(_ name: String, or standard: Int) -> Int {
    if case .integer(let value) = values[name] { value } else { standard }
  }

  /// The number called `name`.
  public func double(_ name: String, or standard: Double) -> Double {
    switch values[name] {
    case .real(let value): value
    case .integer(let value): Double(value)
    default: standard
    }
  }

  /// The text called `name`.
  public func word(_ name: String) -> String? {
    if case .word(let value) = values[name] { value } else { nil }
  }

  /// The truth value called `name`.
  public func flag(_ name: String, or standard: Bool) -> Bool {
    if case .flag(let value) = values[name] { value } else { standard }
  }

  /// The case of an enumeration that the word called `name` means.
  public func choice<Choice: RawRepresentable<String>>(
    _ name: String, or standard: Choice
  ) -> Choice {
    word(name).flatMap(Choice.init) ?? standard
  }
}

extension SchemeOptions: ExpressibleByDictionaryLiteral {
  /// Options from a literal; of two values for a name the later counts.
  public init(dictionaryLiteral pairs: (String, Value)...) {
    for (name, value) in pairs { values[name] = value }
  }
}
