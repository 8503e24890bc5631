/// Something that a point yields.
public struct Metric: Equatable, Sendable {
  /// The column in a CSV file, its unit included: `latency_s`.
  public var name: String
  /// The unit: `s`, `J`, `B`, or empty for a pure number.
  public var unit: String
  /// What it means, in one sentence.
  public var summary: String

  /// A metric from its parts.
  public init(_ name: String, unit: String, _ summary: String) {
    self.name = name
    self.unit = unit
    self.summary = summary
  }
}
