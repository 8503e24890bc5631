import MarkupText

extension Comparison {
  /// The comparison as JUnit XML: a family is a suite, a series a test case.
  ///
  /// A regression is a failure, as is what may be one and needs confirmation,
  /// unless the series only reports; a series that was not measured is an error;
  /// one without history is skipped.
  /// Where nothing could be compared, a case of its own says so as an error.
  public var junit: String {
    var suites = HistoryRow.Family.allCases.compactMap { family in
      suite(family, series.filter { $0.series.family == family })
    }
    if outcome == .nothingMeasured {
      suites.append(
        Self.suite(
          "measured",
          [
            "    <testcase name=\"measured\" classname=\"measured\">"
              + "<error message=\"\(Wording.counts(self).escapedMarkup)\" "
              + "type=\"nothing measured\"/></testcase>"
          ],
          failures: 0, errors: 1, skipped: 0))
    }
    let body = suites.map { $0 + "\n" }.joined()
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="performance">
      \(body)</testsuites>

      """
  }

  private func suite(
    _ family: HistoryRow.Family, _ reports: [SeriesReport]
  ) -> String? {
    guard !reports.isEmpty else { return nil }
    let elements = reports.map { Self.element($0) }
    func count(_ name: String) -> Int {
      elements.count { $0.hasPrefix("<\(name)") }
    }
    let cases = zip(reports, elements).map { report, element in
      "    <testcase name=\"\(report.series.name.escapedMarkup)\" "
        + "classname=\"\(family.rawValue)\">\(element)</testcase>"
    }
    return Self.suite(
      family.rawValue, cases, failures: count("failure"),
      errors: count("error"), skipped: count("skipped"))
  }

  private static func suite(
    _ name: String, _ cases: [String], failures: Int, errors: Int, skipped: Int
  ) -> String {
    """
      <testsuite name="\(name)" tests="\(cases.count)" \
    failures="\(failures)" errors="\(errors)" skipped="\(skipped)">
    \(cases.joined(separator: "\n"))
      </testsuite>
    """
  }

  /// What the test case of a series holds.
  private static func element(_ report: SeriesReport) -> String {
    let words = report.findings.map { finding in
      "\(finding.verdict.rawValue): \(Wording.percent(finding.changePercent)), "
        + Wording.levels(finding, unit: report.series.unit)
        + "; commits \(finding.commits.text); \(Wording.evidence(finding))"
    }
    let message = (words.first ?? report.remark ?? "").escapedMarkup
    let text = words.map(\.escapedMarkup).joined(separator: "\n")
    let fails =
      !report.onlyReports && (report.status == .regression || report.mayBeWorse)
    switch report.status {
    case _ where fails:
      return "<failure message=\"\(message)\" "
        + "type=\"\(report.status.rawValue)\">\(text)</failure>"
    case .notMeasured:
      return "<error message=\"\(message)\" type=\"not measured\"/>"
    case .noHistory: return "<skipped message=\"\(message)\"/>"
    default: return "<system-out>\(text)</system-out>"
    }
  }
}
