import MarkupText

extension Comparison {
  /// The comparison as one HTML page with a picture of each series; it needs
  /// nothing beside it.
  public var html: String {
    let sections = series.map(Self.section).joined()
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <title>Performance: \(outcome.words.escapedMarkup)</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <h1>\(outcome.words.escapedMarkup)</h1>
      <p>\(Wording.counts(self).escapedMarkup)</p>
      <p>\(Wording.run(self).escapedMarkup)</p>
      \(sections)</body>
      </html>

      """
  }

  private static let style = """
    body { font: 15px/1.4 sans-serif; max-width: 60em; margin: 2em auto; }
    section { border-top: 1px solid #ccc; padding: 0.5em 0; }
    h2 { font-size: 1em; margin: 0.3em 0; }
    table { border-collapse: collapse; font-size: 0.85em; }
    td, th { padding: 0.1em 0.8em 0.1em 0; text-align: left; }
    .points { fill: #999; }
    .levels line { stroke: #0072b2; stroke-width: 2; }
    line.regression { stroke: #d55e00; stroke-dasharray: 4 3; }
    line.improvement { stroke: #009e73; stroke-dasharray: 4 3; }
    line.needs-confirmation { stroke: #e69f00; stroke-dasharray: 2 2; }
    """

  private static func section(_ report: SeriesReport) -> String {
    let notes = [
      report.remark, Wording.noise(report),
      report.onlyReports ? "too short to gate" : nil,
    ].compactMap { $0 }.joined(separator: "; ")
    let rows = report.findings.map { row($0, unit: report.series.unit) }
    let table =
      rows.isEmpty
      ? ""
      : "<table>\n<tr><th>test</th><th>verdict</th><th>change</th>"
        + "<th>levels</th><th>evidence</th><th>commits</th></tr>\n"
        + rows.joined() + "</table>\n"
    return """
      <section>
      <h2>\(report.series.name.escapedMarkup): \(report.status.rawValue)</h2>
      \(SeriesPlot(report: report).svg)
      <p>\(notes.escapedMarkup)</p>
      \(table)</section>

      """
  }

  private static func row(_ finding: Finding, unit: String) -> String {
    let cells = [
      finding.test.rawValue, finding.verdict.rawValue,
      Wording.percent(finding.changePercent),
      Wording.levels(finding, unit: unit), Wording.evidence(finding),
      finding.commits.text,
    ]
    return "<tr>"
      + cells.map { "<td>\($0.escapedMarkup)</td>" }.joined() + "</tr>\n"
  }
}
