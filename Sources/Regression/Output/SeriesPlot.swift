import Foundation
import MarkupText

/// A small picture of a series: its points, its levels, and where it changed.
struct SeriesPlot {
  private static let width = 420.0
  private static let height = 90.0
  private static let margin = 6.0

  let report: SeriesReport

  /// The picture as an SVG element to stand in HTML.
  var svg: String {
    let values = report.series.points.map(\.value)
    guard let least = values.min(), let most = values.max() else { return "" }
    // A constant series lies in the middle.
    let range = most > least ? most - least : 1
    let floor = most > least ? least : least - 0.5
    func x(_ place: Double) -> String {
      let span = Double(max(1, values.count - 1))
      return Self.text(
        Self.margin + (Self.width - 2 * Self.margin) * place / span)
    }
    func y(_ value: Double) -> String {
      Self.text(
        Self.height - Self.margin
          - (Self.height - 2 * Self.margin) * (value - floor) / range)
    }
    let dots = values.enumerated().map { index, value in
      "<circle cx=\"\(x(Double(index)))\" cy=\"\(y(value))\" r=\"2\"/>"
    }
    let levels = report.levels.map { level in
      let left = Double(level.range.lowerBound) - 0.4
      let right = Double(level.range.upperBound) - 0.6
      return "<line x1=\"\(x(left))\" y1=\"\(y(level.value))\" "
        + "x2=\"\(x(right))\" y2=\"\(y(level.value))\"/>"
    }
    let changes = report.findings.filter(\.isChange).map { finding in
      let place = x(Double(finding.index) - 0.5)
      return "<line class=\"\(finding.verdict.className)\" x1=\"\(place)\" "
        + "y1=\"0\" x2=\"\(place)\" y2=\"\(Self.text(Self.height))\"/>"
    }
    let name = report.series.name.escapedMarkup
    return "<svg viewBox=\"0 0 \(Self.text(Self.width)) "
      + "\(Self.text(Self.height))\" width=\"\(Self.text(Self.width))\" "
      + "role=\"img\" aria-label=\"\(name)\"><title>\(name)</title>"
      + "<g class=\"points\">\(dots.joined())</g>"
      + "<g class=\"levels\">\(levels.joined())</g>\(changes.joined())</svg>"
  }

  /// One decimal, the same in every locale.
  private static func text(_ value: Double) -> String {
    let text = String(format: "%.1f", value)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension Finding.Verdict {
  /// The class that style sheets know it by.
  var className: String {
    rawValue.replacingOccurrences(of: " ", with: "-")
  }
}
