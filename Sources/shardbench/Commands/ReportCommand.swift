import Experiments
import Figures
import Foundation
import Tables

/// Puts all figures and where they come from on one page.
enum ReportCommand: Command {
  static let name = "report"
  static let summary = "write results/report.html: all figures on one page"
  static let operands = ""
  static let options = RunOptions.folders
  static let details = """
    One page that needs no network: each experiment with its note, figures,
    data, script and the command that makes it. Experiments without results
    are named as such.
    """

  static func run(_ arguments: Arguments) throws {
    try arguments.expectOperands(atMost: 0)
    let workspace = try Workspace()
    let results = RunOptions.folder(arguments, "results", workspace)
    let plots = RunOptions.folder(arguments, "plots", workspace)
    let sections = try workspace.experiments().enumerated().map {
      try section($0.offset, $0.element, results, plots, workspace)
    }
    let claims = try ReportPage.claims(
      ClaimsCommand.verdicts(results, workspace, skipsMissing: true))
    let page = ReportPage.html(
      claims + "\n" + sections.joined(separator: "\n"))
    let file = results.appendingPathComponent("report.html")
    try writeAtomically(Data(page.utf8), to: file)
    print(file.relativePath)
  }

  private static func section(
    _ section: Int, _ name: String, _ results: URL, _ plots: URL,
    _ workspace: Workspace
  ) throws -> String {
    let manifest = try Manifest(
      contentsOf: workspace.manifest(name).relativePath, vocabulary: .standard)
    let csv = results.appendingPathComponent("\(manifest.experiment).csv")
    var parts = [
      "<section><h2>\(ReportPage.escaped(manifest.experiment))</h2>",
      "<p>\(ReportPage.escaped(manifest.note ?? ""))</p>",
    ]
    guard let table = try? Table(reading: csv) else {
      parts.append(
        "<p>No results here. Command: <code>shardbench run "
          + "\(ReportPage.escaped(name))</code></p></section>")
      return parts.joined(separator: "\n")
    }
    parts.append(
      "<p>\(table.rows.count) points. Command: <code>shardbench run "
        + "\(ReportPage.escaped(name))</code>. Data: "
        + "<a href=\"\(manifest.experiment).csv\">CSV</a>, "
        + "<a href=\"\(manifest.experiment).provenance.json\">provenance</a>."
        + "</p>")
    for (number, figure) in manifest.figures.enumerated() {
      let file = plots.appendingPathComponent("\(figure.name).svg")
      let svg = try? String(contentsOf: file, encoding: .utf8)
      parts.append(
        "<figure>"
          // The number of an experiment and of its figure: short, once a page.
          + ReportPage.inline(svg, prefix: "f\(section)-\(number)")
          + "<figcaption>"
          + ReportPage.escaped(figure.title ?? figure.name)
          + scriptLink(figure.name, results, plots)
          + "</figcaption></figure>")
    }
    return (parts + ["</section>"]).joined(separator: "\n")
  }

  /// A link to the script of a figure, if there is one.
  private static func scriptLink(
    _ figure: String, _ results: URL, _ plots: URL
  ) -> String {
    let script = plots.appendingPathComponent("\(figure).gp")
    guard FileManager.default.fileExists(atPath: script.path) else { return "" }
    let link = ReportPage.path(from: results, to: script)
    return " (<a href=\"\(ReportPage.escaped(link))\">script</a>)"
  }
}

/// The HTML around the sections of a report.
enum ReportPage {
  static func html(_ body: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>shardbench: results</title>
    <style>
    :root { color-scheme: light dark; }
    body { font: 16px/1.5 sans-serif; max-width: 60rem; margin: 0 auto;
      padding: 1rem; }
    figure { margin: 1rem 0; background: #fff; color: #222; padding: .5rem;
      border-radius: .25rem; }
    figure svg { max-width: 100%; height: auto; }
    figcaption a { color: #0645ad; }
    code { overflow-wrap: anywhere; }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; font-size: .9rem; }
    td, th { border-bottom: 1px solid #8888; padding: .2rem .6rem .2rem 0;
      text-align: left; vertical-align: top; }
    @media print { section { break-inside: avoid; } }
    </style></head><body>
    <h1>shardbench: results</h1>
    \(body)
    </body></html>

    """
  }

  /// The verdicts as a table, claims first.
  static func claims(_ verdicts: [ClaimVerdict]) -> String {
    let rows = verdicts.map { verdict in
      let claim = verdict.claim
      let fit = claim.fit.map { " (fitted: \($0))" } ?? ""
      let cells = [
        claim.says, verdict.expectation(ClaimsPage.number),
        ClaimsPage.obtained(verdict), ClaimsPage.deviation(verdict),
        claim.evidence.rawValue, verdict.text + fit,
      ]
      return "<tr>" + cells.map { "<td>\(escaped($0))</td>" }.joined()
        + "</tr>"
    }
    return """
      <section><h2>Claims</h2><div class="wide"><table>
      <tr><th>claim</th><th>expected</th><th>obtained</th><th>deviation</th>
      <th>evidence</th><th>verdict</th></tr>
      \(rows.joined(separator: "\n"))
      </table></div></section>
      """
  }

  /// The way from a folder to a file, as a link.
  static func path(from folder: URL, to file: URL) -> String {
    let from = folder.standardizedFileURL.pathComponents
    let to = file.standardizedFileURL.pathComponents
    let shared = zip(from, to).prefix { $0 == $1 }.count
    let path = from.dropFirst(shared).map { _ in ".." } + to.dropFirst(shared)
    return path.joined(separator: "/")
      .addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? ""
  }

  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
  }

  /// The figure in a file of SVG, with ids of its own, because several share
  /// the page.
  static func inline(_ svg: String?, prefix: String) -> String {
    guard let svg else { return "<p>The figure has not been drawn.</p>" }
    return inlineSVG(svg, prefix: prefix)
      ?? "<p>The figure cannot be read: draw it again.</p>"
  }
}
