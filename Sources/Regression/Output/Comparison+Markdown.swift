extension Comparison {
  /// The comparison as a Markdown table, for a pull request or a job's
  /// summary; it ends with a newline.
  public var markdown: String {
    let head = [
      "", "series", "change", "levels", "p", "limit", "least", "noise", "rho",
      "stopped by", "commits",
    ]
    var lines = [
      "**\(Escaping.markdown(outcome.words))**: "
        + Escaping.markdown(Wording.counts(self)),
      "", Escaping.markdown(Wording.run(self)), "",
    ]
    if !series.isEmpty {
      lines.append(Self.row(head))
      lines.append(Self.row(head.map { _ in "---" }))
      lines += series.flatMap(Self.rows)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// A row for each finding; one for a series without any.
  private static func rows(_ report: SeriesReport) -> [String] {
    let findings =
      report.findings.isEmpty ? [nil] : report.findings.map(Optional.some)
    return findings.map { finding in
      row(
        cells(report, finding).map { Escaping.markdown($0) })
    }
  }

  private static func cells(
    _ report: SeriesReport, _ finding: Finding?
  ) -> [String] {
    let status = finding?.verdict.rawValue ?? report.status.rawValue
    return [
      status + (report.onlyReports ? " (only reported)" : ""),
      report.series.name,
      finding.map { Wording.percent($0.changePercent) } ?? report.remark ?? "",
      finding.map { Wording.levels($0, unit: report.series.unit) } ?? "",
      finding?.p.map(Wording.number) ?? "",
      finding?.limit.map(Wording.number) ?? "",
      finding.map { Wording.share($0.leastPercent) } ?? "",
      report.noisePercent.map(Wording.share) ?? "",
      report.noise.map { Wording.number($0.rho) } ?? "",
      finding?.blocked?.words ?? "",
      finding.map { $0.isChange ? $0.commits.text : "" } ?? "",
    ]
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |"
  }
}
