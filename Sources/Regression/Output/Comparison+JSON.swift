import Foundation

extension Comparison {
  /// The comparison as JSON with sorted keys; it ends with a newline.
  ///
  /// Numbers that are infinite are the strings `inf` and `-inf`; what does not
  /// exist is left out.
  /// - Throws: nothing that a comparison can hold.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [
      .prettyPrinted, .sortedKeys, .withoutEscapingSlashes,
    ]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let document = Document(
      outcome: outcome.words, exit_status: outcome.rawValue,
      machine: machine, run: run, date_utc: date, commit: commit,
      series_elsewhere: seriesElsewhere, series: series.map(Entry.init))
    return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
  }

  // Names of properties are the keys of the document.
  // swift-format-ignore: AlwaysUseLowerCamelCase
  private struct Document: Encodable {
    var outcome: String
    var exit_status: Int32
    var machine, run, date_utc, commit: String?
    var series_elsewhere: Int
    var series: [Entry]
  }

  // swift-format-ignore: AlwaysUseLowerCamelCase
  private struct Entry: Encodable {
    var series, family, worse, unit, status: String
    var remark: String?
    var gates: Bool
    var points: Int
    var noise_percent, rho: Double?
    var machine_factor: Double
    var findings: [Item]

    init(_ report: SeriesReport) {
      series = report.series.name
      family = report.series.family.rawValue
      worse = report.series.worse.rawValue
      unit = report.series.unit
      status = report.status.rawValue
      remark = report.remark
      gates = !report.onlyReports
      points = report.series.points.count
      noise_percent = report.noisePercent
      rho = report.noise?.rho
      machine_factor = report.machine
      findings = report.findings.map(Item.init)
    }
  }

  // swift-format-ignore: AlwaysUseLowerCamelCase
  private struct Item: Encodable {
    var test, verdict: String
    var before, after, change_percent, least_percent, significance: Double
    var p, p_limit: Double?
    var blocked_by, last_commit_before: String?
    var first_commit_after, run: String

    init(_ finding: Finding) {
      test = finding.test.rawValue
      verdict = finding.verdict.rawValue
      before = finding.before
      after = finding.after
      change_percent = finding.changePercent
      least_percent = finding.leastPercent
      significance = finding.significance
      p = finding.p
      p_limit = finding.limit
      blocked_by = finding.blocked?.rawValue
      last_commit_before = finding.commits.before
      first_commit_after = finding.commits.after
      run = finding.run
    }
  }
}
