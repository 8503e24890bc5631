import Diagnostics
import Documents
import Platforms

/// Something that a manifest may fix or sweep.
///
/// A dotted name such as `train.epochs` belongs to a group; a manifest may
/// write the group as a mapping.
public struct Setting: Sendable {
  /// What values a setting takes.
  public enum Kind: Equatable, Sendable {
    /// Whole numbers in a range.
    case integer(ClosedRange<Int>)
    /// Numbers in a range.
    case real(ClosedRange<Double>)
    /// One of these words.
    case word([String])
    /// Any text.
    case text
    /// True or false.
    case flag
    /// Relative sizes of devices, with colons between them.
    case proportions

    /// The values in words, for "expected: …".
    public var summary: String {
      switch self {
      case .integer(let range): phrase(range)
      case .real(let range): phrase(range)
      case .word(let words): "one of: " + words.joined(separator: ", ")
      case .text: "text"
      case .flag: "true or false"
      case .proportions:
        phrase(Proportions.range)
          + ", or several with colons between them such as 1:1:0.5"
      }
    }
  }

  /// The key in a manifest and the column in a CSV file.
  public var name: String
  /// What values it takes.
  public var kind: Kind
  /// What it means, in one sentence, units included.
  public var summary: String
  /// The value if nobody gives one; without it such a point lacks the setting.
  public var defaultValue: SettingValue?

  /// A setting from its parts.
  public init(
    _ name: String, _ kind: Kind, _ summary: String,
    default defaultValue: SettingValue? = nil
  ) {
    self.name = name
    self.kind = kind
    self.summary = summary
    self.defaultValue = defaultValue
  }

  /// The value that `node` gives this setting.
  ///
  /// - Throws: ``ManifestError/badValue(_:of:expected:known:at:)``.
  public func value(_ node: Node) throws -> SettingValue {
    let scalar = node.scalar ?? Scalar("")
    switch kind {
    case .integer(let range):
      if let value = scalar.integer, range.contains(value) {
        return .integer(value)
      }
    case .real(let range):
      if let value = scalar.real, range.contains(value) { return .real(value) }
    case .word(let words):
      if words.contains(scalar.text) { return .word(scalar.text) }
    case .text:
      if node.scalar != nil, !scalar.isNull { return .word(scalar.text) }
    case .flag:
      if let value = scalar.flag { return .flag(value) }
    case .proportions:
      if Proportions(scalar.text) != nil { return .word(scalar.text) }
    }
    let known: [String] = if case .word(let words) = kind { words } else { [] }
    throw ManifestError.badValue(
      node.summary, of: name, expected: kind.summary, known: known,
      at: node.location)
  }
}
