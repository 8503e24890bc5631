/// A JSON text in the making: members keep their order.
public enum JSONValue: Equatable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// An integer.
  case integer(Int)
  /// A number; one that is not finite is written as `null`.
  case real(Double)
  /// A text.
  case string(String)
  /// Values in order.
  case array([JSONValue])
  /// Named values in order.
  case object([Member])

  /// A name and its value.
  public struct Member: Equatable, Sendable {
    /// The name.
    public var name: String
    /// What it names.
    public var value: JSONValue

    /// A member from its parts.
    public init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// The value on one line without spaces: the canonical text.
  public var text: String {
    var text = ""
    write(to: &text, indent: nil)
    return text
  }

  /// The value over several lines, indented by two spaces, for people.
  public var prettyText: String {
    var text = ""
    write(to: &text, indent: 0)
    return text
  }

  /// The value with the members of all objects in order of their names.
  public var sorted: JSONValue {
    switch self {
    case .array(let values): .array(values.map(\.sorted))
    case .object(let members):
      .object(
        members.sorted { $0.name < $1.name }
          .map { Member($0.name, $0.value.sorted) })
    default: self
    }
  }

  /// Whether the value is a number, or stands for one that there is not.
  private var isNumber: Bool {
    switch self {
    case .null, .integer, .real: true
    default: false
    }
  }

  private func write(to text: inout String, indent: Int?) {
    switch self {
    case .null: text += "null"
    case .bool(let flag): text += flag ? "true" : "false"
    case .integer(let value): text += String(value)
    case .real(let value):
      text += value.isFinite ? canonicalText(value) : "null"
    case .string(let value): text += jsonQuoted(value)
    case .array(let values):
      // Numbers alone stay on one line, however many there are.
      let indent = values.allSatisfy(\.isNumber) ? nil : indent
      Self.list(values, "[", "]", to: &text, indent: indent) {
        $0.write(to: &$1, indent: $2)
      }
    case .object(let members):
      Self.list(members, "{", "}", to: &text, indent: indent) {
        $1 += jsonQuoted($0.name) + ($2 == nil ? ":" : ": ")
        $0.value.write(to: &$1, indent: $2)
      }
    }
  }

  private static func list<Item>(
    _ items: [Item], _ open: String, _ close: String, to text: inout String,
    indent: Int?, write: (Item, inout String, Int?) -> Void
  ) {
    func newline(_ level: Int?) -> String {
      level.map { "\n" + String(repeating: "  ", count: $0) } ?? ""
    }
    let inner = indent.map { $0 + 1 }
    text += open
    for (index, item) in items.enumerated() {
      text += (index == 0 ? "" : ",") + newline(inner)
      write(item, &text, inner)
    }
    text += (items.isEmpty ? "" : newline(indent)) + close
  }
}

/// `value` in the fewest digits that read back as it, integers without point.
public func canonicalText(_ value: Double) -> String {
  value.rounded() == value && abs(value) < 0x1p53
    ? String(Int(value)) : "\(value)"
}

/// `text` in double quotes, with escapes for all that JSON or YAML restricts.
public func jsonQuoted(_ text: String) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": quoted += "\\\""
    case "\\": quoted += "\\\\"
    case "\n": quoted += "\\n"
    case "\t": quoted += "\\t"
    case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}",
      "\u{FEFF}", "\u{FFFE}", "\u{FFFF}":
      let digits = String(scalar.value, radix: 16)
      quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: quoted.unicodeScalars.append(scalar)
    }
  }
  return quoted + "\""
}
