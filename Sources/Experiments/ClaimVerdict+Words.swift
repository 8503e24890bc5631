import Foundation

extension ClaimVerdict {
  /// The value, with its interval where there are several seeds.
  public var obtainedText: String {
    Self.number(obtained) + (interval.map { " ± \(Self.number($0))" } ?? "")
  }

  /// How far it is off; nothing where only an order is claimed.
  public var deviationText: String {
    claim.order == nil ? String(format: "%+.1f %%", deviation * 100) : ""
  }

  /// A number for people: whole, or with four significant digits.
  public static func number(_ value: Double) -> String {
    value.rounded() == value && abs(value) < 1e15
      ? String(Int(value)) : String(format: "%.4g", value)
  }
}
