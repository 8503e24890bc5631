/// How well a number is known.
public enum Evidence: String, CaseIterable, Sendable {
  /// In a primary source, which is named.
  case published
  /// Reported by others.
  case secondHand = "second-hand"
  /// Computed from published numbers without freedom.
  case derived
  /// Chosen so that the model meets published results; proves nothing.
  case fitted
  /// General knowledge, unchecked.
  case recalled
  /// Chosen here; nothing depends on it being true.
  case assumed
}

/// A constant of a platform: its value and where it comes from.
public struct Constant<Tag>: Sendable {
  /// The value.
  public var quantity: Quantity<Tag>
  /// How well it is known.
  public var evidence: Evidence
  /// The source, or what it was fitted to.
  public var source: String

  /// A constant from its parts.
  public init(
    _ quantity: Quantity<Tag>, _ evidence: Evidence, source: String
  ) {
    self.quantity = quantity
    self.evidence = evidence
    self.source = source
  }

  /// The number, in the base unit.
  public var value: Double { quantity.value }
}
