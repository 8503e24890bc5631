import Experiments
import Figures
import Foundation
import MarkupText

/// A figure with its caption, its files and the command that draws it.
struct FigurePart {
  let experiment: ReportedExperiment
  let figure: FigureRequest
  let folders: ReportFolders

  /// The figure in HTML; its styles are added to `styles`.
  func html(_ styles: inout FigureStyles) -> String {
    let id = Markup.id("f", figure.name)
    let title = figure.title ?? figure.name
    return "<figure id=\"\(id)\">\(drawing(&styles, id))<figcaption>"
      + "<strong>\(title.escapedMarkup)</strong>: \(shows.escapedMarkup). "
      + (files.isEmpty ? "" : files.joined(separator: ", ") + ". ")
      + "Draw it: \(Markup.code(command))</figcaption></figure>"
  }

  private func drawing(_ styles: inout FigureStyles, _ id: String) -> String {
    guard let text = try? String(contentsOf: file("svg"), encoding: .utf8)
    else {
      return "<p class=\"missing\">This figure has not been drawn. "
        + "\(Markup.code(command)) draws it.</p>"
    }
    let label = "\(figure.title ?? figure.name): \(shows)"
    guard let svg = styles.inline(text, prefix: id, label: label) else {
      return "<p class=\"missing\">The file of this figure cannot be read. "
        + "\(Markup.code(command)) draws it again.</p>"
    }
    return "<div class=\"plot\" tabindex=\"0\">\(svg)</div>"
  }

  /// What is seen, in words.
  private var shows: String {
    let over =
      switch figure.kind {
      case .winners:
        "which \(words(figure.series)) has the \(figure.goal.rawValue) "
          + "\(figure.best ?? ""), over \(figure.x) and \(words(figure.y))"
      case .stackedBars:
        "\(words(figure.y)) piled up, over \(figure.x)"
      case .lines, .points:
        "\(words(figure.y)) over \(figure.x)"
          + (figure.series.isEmpty ? "" : ", by \(words(figure.series))")
      }
    let rows = figure.filters.map { filter in
      "\(filter.column) "
        + filter.values.map(\.description).joined(separator: " or ")
    }
    return over
      + (figure.panel.map { ", a panel for each \($0)" } ?? "")
      + (rows.isEmpty ? "" : ", where \(words(rows))")
  }

  private func words(_ list: [String]) -> String {
    list.count < 2
      ? list.joined()
      : list.dropLast().joined(separator: ", ") + " and " + list[list.count - 1]
  }

  private func file(_ suffix: String) -> URL {
    folders.plots.appendingPathComponent("\(figure.name).\(suffix)")
  }

  private var files: [String] {
    let kinds = [("SVG", "svg"), ("PDF", "pdf"), ("script", "gp")]
    return [folders.link("data", folders.csv(experiment.name))].compactMap {
      $0
    } + kinds.compactMap { folders.link($0.0, file($0.1)) }
  }

  private var command: String {
    "shardbench plot \(experiment.path)"
      + (experiment.record.profile.map { " --profile \($0)" } ?? "")
      + folders.options
  }
}
