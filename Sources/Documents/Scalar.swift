/// A leaf of a document, and what its text means (YAML 1.2 core schema).
///
/// `yes`, `no`, `on` and `off` are words, hexadecimal is not read, and a quoted
/// scalar is text whatever it looks like.
public struct Scalar: Hashable, Sendable {
  /// The text, without quotes.
  public var text: String
  /// Whether it was written without quotes and not as a block.
  public var isPlain: Bool

  /// A scalar from its parts.
  public init(_ text: String, isPlain: Bool = true) {
    self.text = text
    self.isPlain = isPlain
  }

  /// Whether it stands for nothing.
  public var isNull: Bool {
    isPlain && ["", "~", "null", "Null", "NULL"].contains(text)
  }

  /// The truth value, if it is `true` or `false`.
  public var flag: Bool? {
    guard isPlain else { return nil }
    switch text {
    case "true": return true
    case "false": return false
    default: return nil
    }
  }

  /// The integer, if it is one that fits.
  public var integer: Int? {
    guard isPlain, looksLikeNumber(text) else { return nil }
    return Int(text)
  }

  /// The number, if it is a finite one.
  public var real: Double? {
    guard isPlain, looksLikeNumber(text), let value = Double(text),
      value.isFinite
    else { return nil }
    return value
  }

  /// Whether it is meant as a number that no Double holds: nan, inf, 1e999.
  var isNotFinite: Bool {
    guard isPlain else { return false }
    if looksLikeNumber(text) { return real == nil }
    let bare = text.lowercased().drop { "+-.".contains($0) }
    return ["nan", "inf", "infinity"].contains(bare)
  }
}

/// Whether `text` is a decimal number, perhaps with fraction and exponent.
///
/// Stricter than `Double(_:)`, which also takes hexadecimal, "nan" and "inf".
func looksLikeNumber(_ text: some StringProtocol) -> Bool {
  var rest = text.utf8[...]
  func digits() -> Int {
    let tail = rest.drop { (48...57).contains($0) }
    defer { rest = tail }
    return rest.count - tail.count
  }
  func skip(_ either: [Character]) -> Bool {
    guard let next = rest.first,
      either.contains(where: { $0.asciiValue == next })
    else { return false }
    rest = rest.dropFirst()
    return true
  }
  _ = skip(["+", "-"])
  var count = digits()
  if skip(["."]) { count += digits() }
  guard count > 0 else { return false }
  if skip(["e", "E"]) {
    _ = skip(["+", "-"])
    guard digits() > 0 else { return false }
  }
  return rest.isEmpty
}
