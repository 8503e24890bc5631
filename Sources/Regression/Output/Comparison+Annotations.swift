extension Comparison {
  /// The comparison as workflow commands of GitHub Actions, which shows them
  /// beside the commit: errors for regressions and for what was not measured,
  /// warnings for what needs confirmation or only reports, notices for
  /// improvements. Nothing for series without a change.
  public var annotations: String {
    var commands = series.compactMap(Self.command)
    if outcome == .nothingMeasured {
      commands.insert(
        Self.command(
          "error", "nothing measured, or not all", Wording.counts(self)),
        at: 0)
    }
    return commands.map { $0 + "\n" }.joined()
  }

  private static func command(_ report: SeriesReport) -> String? {
    let level: String
    switch report.status {
    case .regression: level = report.onlyReports ? "warning" : "error"
    case .needsConfirmation: level = "warning"
    case .notMeasured: level = "error"
    case .improvement: level = "notice"
    case .unchanged, .noHistory: return nil
    }
    let findings = report.findings.filter(\.isChange).map { finding in
      "\(Wording.percent(finding.changePercent)), "
        + Wording.levels(finding, unit: report.series.unit)
        + ", commits \(finding.commits.text); \(Wording.evidence(finding))"
    }
    let message =
      findings.isEmpty ? [report.remark ?? report.status.rawValue] : findings
    return command(
      level, "\(report.status.rawValue): \(report.series.name)",
      message.joined(separator: "\n"))
  }

  private static func command(
    _ level: String, _ title: String, _ message: String
  ) -> String {
    "::\(level) title=\(Escaping.workflowProperty(title))::"
      + Escaping.workflowMessage(message)
  }
}
