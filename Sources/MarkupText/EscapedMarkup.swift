extension StringProtocol {
  /// The text for an attribute or the inside of an element of XML or HTML.
  ///
  /// What has a meaning there is written as an entity; so are line ends and
  /// tabs, of which a reader would make spaces in an attribute. XML 1.0 has no
  /// way of writing most control characters; they become the replacement
  /// character.
  public var escapedMarkup: String { escapedMarkup(keepsLines: false) }

  /// The text as ``escapedMarkup``; inside an element lines may stay lines.
  public func escapedMarkup(keepsLines: Bool) -> String {
    var escaped = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      // HTML 4 does not know &apos;.
      case "'": escaped += "&#39;"
      case "\n" where keepsLines: escaped += "\n"
      case "\n", "\r", "\t": escaped += "&#\(scalar.value);"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}":
        escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
