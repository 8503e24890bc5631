import Experiments
import Figures
import Foundation

extension Manifest {
  /// Draws all figures of the manifest from its CSV in `results`, but those
  /// that `known` knows to be drawn.
  func drawFigures(
    results: URL, plots: URL, known: DrawnFigures? = nil
  ) throws {
    let csv = results.appendingPathComponent("\(experiment).csv")
    for figure in figures {
      let specification = figure.specification(csv: csv)
      if let known {
        try known.draw(specification, into: plots)
      } else {
        _ = try draw(specification, into: plots)
      }
      print(
        "  \(plots.appendingPathComponent(figure.name + ".svg").relativePath)")
    }
  }
}

extension FigureRequest {
  /// What the manifest asks for, as the drawing understands it.
  func specification(csv: URL) -> FigureSpecification {
    FigureSpecification(
      name: name, csv: csv.relativePath, title: title ?? "", x: x, y: y,
      series: series, panel: panel,
      filter: filters.map {
        .init($0.column, anyOf: $0.values.map(\.description))
      },
      kind: .init(rawValue: kind.rawValue) ?? .lines,
      ribbon: ribbon == .minmax
        ? .minMax : .init(rawValue: ribbon.rawValue) ?? .none,
      best: best, goal: .init(rawValue: goal.rawValue) ?? .least,
      logX: log == .x || log == .xy, logY: log == .y || log == .xy,
      xLabel: xLabel, yLabel: yLabel)
  }
}
