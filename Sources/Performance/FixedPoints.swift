import Experiments
import Foundation

/// Figures without any noise: points of a manifest, computed anew.
package struct FixedPoints {
  private let workspace: Workspace
  private let points: [Point]
  private let metrics: [String]
  private let axes: [String]

  /// The manifest whose points they are.
  package static let manifest = "perf/nightly"

  /// The points of a manifest in `workspace`.
  ///
  /// - Throws: ``DocumentError`` or ``ManifestError``.
  package init(in workspace: Workspace, manifest: String = Self.manifest) throws
  {
    let file = try workspace.manifest(manifest)
    let manifest = try Manifest(
      contentsOf: file.relativePath, vocabulary: .standard)
    self.workspace = workspace
    let points = try manifest.sweep.expand()
    self.points = points
    metrics = manifest.metrics
    // What all points share says nothing.
    let names = Set(points.flatMap { $0.settings.map(\.name) })
    axes = names.sorted().filter { name in
      Set(points.map { $0.settings[name] }).count > 1
    }
  }

  /// The figures that `globs` match; what does not fit has fewer.
  ///
  /// - Throws: what computing the points throws.
  package func figures(
    _ globs: Globs, onFigure: (Figure) throws -> Void
  ) throws {
    let measurer = PointMeasurer(workspace)
    for point in points {
      let wanted = metrics.filter { globs.matches(name(of: $0, at: point)) }
      guard !wanted.isEmpty else { continue }
      let values = try measurer.measure(point, metrics: wanted)
      for metric in wanted {
        guard let value = values[metric], value.isFinite else { continue }
        try onFigure(
          Figure(
            name(of: metric, at: point), .deterministic, value,
            unit: Self.unit(of: metric)))
      }
    }
  }

  /// Such as `point/cats/4/latency_s`.
  private func name(of metric: String, at point: Point) -> String {
    let parts = axes.map { point.settings[$0]?.description ?? "-" }
    return (["point"] + parts + [metric]).joined(separator: "/")
      .replacing(",", with: ";")
  }

  private static func unit(of metric: String) -> String {
    if metric.hasSuffix("_s") { return "s" }
    if metric.hasSuffix("_j") { return "J" }
    return metric.hasSuffix("_bytes") ? "B" : ""
  }
}
