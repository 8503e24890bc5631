/// Something that a scheme may be told: a setting of manifests and of the
/// command line, called `SCHEME.NAME`.
public struct SchemeSetting: Sendable {
  /// What values it takes.
  public enum Kind: Equatable, Sendable {
    /// Whole numbers in a range.
    case integer(ClosedRange<Int>)
    /// Numbers in a range.
    case real(ClosedRange<Double>)
    /// One of these words.
    case word([String])
    /// Any text; the scheme says what is wrong with it.
    case text
    /// True or false.
    case flag
  }

  /// The name behind the scheme's and a point.
  public let name: String
  /// What values it takes.
  public let kind: Kind
  /// What it means, in one sentence, units and the standard value included.
  public let summary: String
  /// Whether weights that were trained with another value are others.
  public let changesTraining: Bool

  /// A setting from its parts.
  public init(
    _ name: String, _ kind: Kind, _ summary: String,
    changesTraining: Bool = true
  ) {
    self.name = name
    self.kind = kind
    self.summary = summary
    self.changesTraining = changesTraining
  }
}
