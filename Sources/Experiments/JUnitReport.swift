import Foundation

/// Verdicts as JUnit XML, which build servers show as tests: an experiment is
/// a suite, a claim a test case.
///
/// A claim that is not reproduced is a failure, one that cannot be tested here
/// is skipped. Elements and attributes are those of the schema that Jenkins
/// and GitLab read.
public struct JUnitReport {
  private let verdicts: [ClaimVerdict]
  private let number: (Double) -> String

  /// The report on `verdicts`.
  ///
  /// - Parameter number: how numbers are told to people.
  public init(
    _ verdicts: [ClaimVerdict], number: @escaping (Double) -> String
  ) {
    self.verdicts = verdicts
    self.number = number
  }

  /// The document; it ends with a newline.
  public var xml: String {
    var experiments: [String] = []
    for verdict in verdicts where !experiments.contains(verdict.experiment) {
      experiments.append(verdict.experiment)
    }
    let suites = experiments.map { name in
      suite(name, verdicts.filter { $0.experiment == name })
    }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="claims"\(counts(verdicts))>
      \(suites.map { $0 + "\n" }.joined())</testsuites>

      """
  }

  private func suite(_ name: String, _ verdicts: [ClaimVerdict]) -> String {
    """
      <testsuite name="\(Self.escaped(name))"\(counts(verdicts))>
    \(verdicts.map(testCase).joined(separator: "\n"))
      </testsuite>
    """
  }

  private func counts(_ verdicts: [ClaimVerdict]) -> String {
    let failures = verdicts.count { $0.verdict == .notReproduced }
    let skipped = verdicts.count { $0.verdict == .notTestable }
    return " tests=\"\(verdicts.count)\" failures=\"\(failures)\""
      + " errors=\"0\" skipped=\"\(skipped)\""
  }

  private func testCase(_ verdict: ClaimVerdict) -> String {
    let time = verdict.seconds.map {
      " time=\"" + String(format: "%.3f", $0) + "\""
    }
    let head =
      "    <testcase name=\"\(Self.escaped(verdict.claim.id))\" "
      + "classname=\"\(Self.escaped(verdict.experiment))\"\(time ?? "")"
    guard let content = content(verdict) else { return head + "/>" }
    return head + ">\n      \(content)\n    </testcase>"
  }

  /// What the test case holds besides its name; nothing for a plain success.
  private func content(_ verdict: ClaimVerdict) -> String? {
    let claim = verdict.claim
    switch verdict.verdict {
    case .reproduced: return nil
    case .byFit:
      return "<system-out>"
        + Self.escaped("\(verdict.text): \(claim.fit ?? "")")
        + "</system-out>"
    case .notTestable:
      return "<skipped message=\"\(Self.escaped(verdict.text))\"/>"
    case .notReproduced:
      let tolerance =
        claim.order == nil && claim.tolerance > 0
        ? " ± " + number(claim.tolerance) : ""
      let message =
        "expected \(verdict.expectation(number))\(tolerance), "
        + "obtained \(number(verdict.obtained))"
      let text =
        claim.says + "\n\(claim.value)\n\(verdict.command)"
      return "<failure message=\"\(Self.escaped(message))\" "
        + "type=\"\(Self.escaped(verdict.verdict.rawValue))\">"
        + Self.escaped(text, keepsLines: true) + "</failure>"
    }
  }

  /// `text` for an attribute, or with line ends for the inside of an element.
  ///
  /// XML 1.0 has no way of writing most control characters; they become the
  /// replacement character.
  static func escaped(_ text: String, keepsLines: Bool = false) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&apos;"
      case "\n" where keepsLines: escaped += "\n"
      // A reader would make spaces of these in an attribute.
      case "\n", "\r", "\t": escaped += "&#\(scalar.value);"
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
