import Foundation
import MarkupText

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
  /// - Parameters:
  ///   - verdicts: a test case each.
  ///   - number: how numbers are told to people.
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
      <testsuite name="\(name.escapedMarkup)"\(counts(verdicts))>
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
      "    <testcase name=\"\(verdict.claim.id.escapedMarkup)\" "
      + "classname=\"\(verdict.experiment.escapedMarkup)\"\(time ?? "")"
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
        + "\(verdict.text): \(claim.fit ?? "")".escapedMarkup
        + "</system-out>"
    case .notTestable:
      return "<skipped message=\"\(verdict.text.escapedMarkup)\"/>"
    case .notReproduced:
      let tolerance =
        claim.order == nil && claim.tolerance > 0
        ? " ± " + number(claim.tolerance) : ""
      let message =
        "expected \(verdict.expectation(number))\(tolerance), "
        + "obtained \(number(verdict.obtained))"
      let text =
        claim.says + "\n\(claim.value)\n\(verdict.command)"
      return "<failure message=\"\(message.escapedMarkup)\" "
        + "type=\"\(verdict.verdict.rawValue.escapedMarkup)\">"
        + text.escapedMarkup(keepsLines: true) + "</failure>"
    }
  }
}
