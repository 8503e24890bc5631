extension Comparison {
  /// The comparison for a terminal; it ends with a newline.
  public var text: String {
    var lines = [
      "\(outcome.words): \(Wording.counts(self))",
      Wording.run(self),
    ]
    for report in series { lines += Self.lines(report) }
    return lines.map { Escaping.line($0) + "\n" }.joined()
  }

  private static func lines(_ report: SeriesReport) -> [String] {
    let note = report.onlyReports ? " (too short to gate)" : ""
    let remark = report.remark.map { ": " + $0 } ?? ""
    var lines = [
      "\(report.status.rawValue)  \(report.series.name)\(note)\(remark)"
    ]
    for finding in report.findings {
      lines.append(
        "  \(finding.test.rawValue), \(finding.verdict.rawValue): "
          + "\(Wording.percent(finding.changePercent)), "
          + Wording.levels(finding, unit: report.series.unit))
      lines.append("    " + Wording.evidence(finding))
      if finding.isChange || finding.isPassed {
        lines.append(
          "    began with run \(finding.run), commits \(finding.commits.text)")
      }
    }
    if let noise = Wording.noise(report) { lines.append("  " + noise) }
    return lines
  }
}
