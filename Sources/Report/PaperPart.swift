import Experiments
import Figures
import Foundation
import MarkupText
import Platforms

/// A folder of manifests, which stands for a paper, with all its experiments.
struct PaperPart {
  let folder: String
  let experiments: [ReportedExperiment]
  let folders: ReportFolders
  /// All platforms by name.
  let platforms: [String: Platform]
  /// The names of those that are described here.
  let described: [String]

  /// The section in HTML; the styles of its figures are added to `styles`.
  func html(_ styles: inout FigureStyles) -> String {
    var parts = [
      "<section><h2 id=\"\(Markup.id("p", folder))\">"
        + "\(folder.escapedMarkup)</h2>",
      titles.isEmpty ? "" : "<p>\(titles.joined(separator: "; "))</p>",
    ]
    for experiment in experiments {
      parts.append(section(experiment, &styles))
    }
    if !described.isEmpty {
      parts.append("<h3>What was assumed</h3>")
      parts += described.compactMap { platforms[$0] }.map(AssumptionPart.html)
    }
    return (parts + ["</section>"]).filter { !$0.isEmpty }
      .joined(separator: "\n")
  }

  /// The publications, each once.
  private var titles: [String] {
    var titles: [String] = []
    for paper in experiments.compactMap(\.manifest.paper) {
      let title =
        paper.title.escapedMarkup
        + (paper.arxiv.map { ", arXiv:\($0.escapedMarkup)" } ?? "")
      if !titles.contains(title) { titles.append(title) }
    }
    return titles
  }

  private func section(
    _ experiment: ReportedExperiment, _ styles: inout FigureStyles
  ) -> String {
    let manifest = experiment.manifest
    var parts = [
      "<article><h3 id=\"\(experiment.id)\">"
        + "\(experiment.name.escapedMarkup)</h3>"
    ]
    if let figure = manifest.paper?.figure {
      let isNew = figure.hasPrefix("not in") || figure.hasPrefix("none")
      parts.append(
        "<p>\(isNew ? "" : "In the paper: ")"
          + "\(figure.prefix(1).uppercased().escapedMarkup)"
          + "\(figure.dropFirst().description.escapedMarkup).</p>")
    }
    if let note = manifest.note {
      parts.append("<p>\(note.escapedMarkup)</p>")
    }
    guard let table = experiment.table else {
      parts.append(
        "<p class=\"missing\">No results here. "
          + "\(Markup.code(experiment.command() + folders.options)) computes "
          + "them.</p></article>")
      return parts.joined(separator: "\n")
    }
    let links = [
      folders.link("CSV", folders.csv(experiment.name)),
      folders.link("provenance", folders.provenance(experiment.name)),
    ].compactMap { $0 }
    parts.append(
      "<p>\(table.rows.count) points: \(links.joined(separator: ", ")). "
        + "\(Markup.code(experiment.command() + folders.options))</p>"
        + assumed(experiment))
    for figure in manifest.figures {
      let part = FigurePart(
        experiment: experiment, figure: figure, folders: folders)
      parts.append(part.html(&styles))
    }
    parts.append(AccountingPart.html(experiment, platforms))
    parts.append(ProvenancePart.html(experiment))
    return (parts + ["</article>"]).filter { !$0.isEmpty }
      .joined(separator: "\n")
  }

  private func assumed(_ experiment: ReportedExperiment) -> String {
    let links = experiment.platforms.map {
      Markup.link($0, to: "#" + Markup.id("a", $0))
    }
    return links.isEmpty
      ? "<p>No platform: nothing here stands on constants of hardware.</p>"
      : "<p>Assumed: constants of \(links.joined(separator: ", ")).</p>"
  }
}
