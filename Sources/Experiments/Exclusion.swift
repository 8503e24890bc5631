import Documents

/// What a setting must be for an exclusion to match.
public enum Condition: Equatable, Sendable {
  /// One of these values.
  case anyOf([SettingValue])
  /// A number greater than this.
  case above(Double)
  /// A number greater than or equal to this.
  case atLeast(Double)
  /// A number less than this.
  case below(Double)
  /// A number less than or equal to this.
  case atMost(Double)

  /// Whether `value` fulfils the condition.
  public func holds(for value: SettingValue) -> Bool {
    if case .anyOf(let values) = self { return values.contains(value) }
    guard let number = value.double else { return false }
    return switch self {
    case .anyOf: false
    case .above(let bound): number > bound
    case .atLeast(let bound): number >= bound
    case .below(let bound): number < bound
    case .atMost(let bound): number <= bound
    }
  }
}

/// A combination of conditions; points that fulfil all of them are left out.
public struct Exclusion: Equatable, Sendable {
  /// A setting and its condition.
  public struct Pair: Equatable, Sendable {
    /// The name of the setting.
    public var name: String
    /// What it must be.
    public var condition: Condition

    /// A pair from its parts.
    public init(_ name: String, _ condition: Condition) {
      self.name = name
      self.condition = condition
    }
  }

  /// The conditions, at least one.
  public var pairs: [Pair]

  /// An exclusion from its conditions.
  public init(_ pairs: [Pair]) {
    self.pairs = pairs
  }

  /// Whether all conditions hold; a setting that is absent fulfils none.
  public func matches(_ settings: Settings) -> Bool {
    pairs.allSatisfy { pair in
      settings[pair.name].map(pair.condition.holds) ?? false
    }
  }
}

extension Condition {
  /// The condition that `node` puts on `setting`: a value, a list of values,
  /// or a comparison such as `">4"` for a number.
  ///
  /// - Throws: ``ManifestError``.
  init(_ node: Node, on setting: Setting) throws {
    if let items = node.items {
      guard !items.isEmpty else {
        throw ManifestError.badCondition(
          "an empty list", of: setting.name, at: node.location)
      }
      self = .anyOf(try items.map(setting.value))
    } else if setting.isNumber, let text = node.scalar?.text,
      text.hasPrefix(">") || text.hasPrefix("<")
    {
      self = try Self.comparison(text, node, setting)
    } else {
      self = .anyOf([try setting.value(node)])
    }
  }

  private static func comparison(
    _ text: String, _ node: Node, _ setting: Setting
  ) throws -> Condition {
    let relation = text.prefix { "<>=".contains($0) }
    let number = text.dropFirst(relation.count).drop { $0 == " " }
    if let bound = Scalar(String(number)).real {
      switch relation {
      case ">": return .above(bound)
      case ">=": return .atLeast(bound)
      case "<": return .below(bound)
      case "<=": return .atMost(bound)
      default: break
      }
    }
    throw ManifestError.badCondition(
      node.summary, of: setting.name, at: node.location)
  }
}

extension Setting {
  /// Whether values are numbers.
  var isNumber: Bool {
    switch kind {
    case .integer, .real: true
    case .word, .text, .flag, .proportions: false
    }
  }
}
