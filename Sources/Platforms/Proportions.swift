/// Relative sizes of devices, such as 1:1:0.5; more devices repeat them in
/// turn.
public struct Proportions: Equatable, Sendable {
  /// At least one, each within ``range``.
  public let values: [Double]

  /// All alike.
  public static let equal = Proportions(known: [1])
  /// How small and how large a device may be beside one of size 1.
  public static let range = 0.001...1000.0

  /// Sizes in the order of the devices; `nil` if there is none, or one is
  /// outside of ``range``.
  public init?(_ values: [Double]) {
    guard !values.isEmpty, values.allSatisfy(Self.range.contains) else {
      return nil
    }
    self.init(known: values)
  }

  /// Sizes with colons between them; `nil` for anything else.
  public init?(_ text: String) {
    var values: [Double] = []
    for part in text.split(separator: ":", omittingEmptySubsequences: false) {
      guard let value = Double(part) else { return nil }
      values.append(value)
    }
    self.init(values)
  }

  private init(known values: [Double]) { self.values = values }

  /// The size of `device`, from 0 on.
  public subscript(device: Int) -> Double { values[device % values.count] }
}
