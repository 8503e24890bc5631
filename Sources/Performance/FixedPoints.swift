import Experiments
import Foundation

/// Figures without any noise: points of a manifest, computed anew.
package struct FixedPoints {
  private let workspace: Workspace
  private let run: ExperimentRun
  /// What all names of its figures begin with.
  package let prefix: String
  private let axes: [String]

  /// Costs of small points.
  ///
  /// - Throws: ``DocumentError`` or ``ManifestError``.
  package static func costs(in workspace: Workspace) throws -> FixedPoints {
    try FixedPoints(
      nightly, prefix: "point", ExperimentRun.Options(), in: workspace)
  }

  /// The points that a package has of its own, in a manifest that is called as
  /// shardbench's is; `nil` if it has none.
  ///
  /// - Throws: as ``costs(in:)``.
  package static func ofPackage(
    _ workspace: Workspace
  ) throws -> FixedPoints? {
    guard workspace.base != nil, workspace.experiments().contains(nightly)
    else { return nil }
    return try FixedPoints(
      nightly, prefix: "own", ExperimentRun.Options(), in: workspace)
  }

  private static let nightly = "perf/nightly"

  /// Perplexity and agreement of the checkpoint stories260K on texts of its
  /// own, whole and with packets lost.
  ///
  /// - Throws: as ``costs(in:)``.
  package static func texts(in workspace: Workspace) throws -> FixedPoints {
    var options = ExperimentRun.Options()
    options.profile = "smoke"
    options.only = ["devices=4", "seed=0"]
    return try FixedPoints(
      "baselines/packet-loss", prefix: "stories260k", options, in: workspace)
  }

  /// Accuracy of the checkpoint KWT-1 on spoken words, whole and split.
  ///
  /// - Throws: as ``costs(in:)``.
  package static func words(in workspace: Workspace) throws -> FixedPoints {
    try FixedPoints(
      "perf/checkpoint", prefix: "kwt1", ExperimentRun.Options(),
      in: workspace)
  }

  /// Points of the manifest called `name`; their figures begin with `prefix`.
  init(
    _ name: String, prefix: String, _ options: ExperimentRun.Options,
    in workspace: Workspace
  ) throws {
    self.workspace = workspace
    self.prefix = prefix
    let run = try ExperimentRun(
      workspace.manifest(name), in: workspace, options: options)
    self.run = run
    // What all points share says nothing.
    let names = Set(run.points.flatMap { $0.settings.map(\.name) })
    axes = names.sorted().filter { name in
      Set(run.points.map { $0.settings[name] }).count > 1
    }
  }

  /// The figures that `globs` match, never from a cache; what does not fit has
  /// fewer.
  ///
  /// - Throws: ``WorkspaceError/noData(file:)`` if a figure is wanted whose
  ///   data or checkpoint is not there, else what computing the points throws.
  package func figures(
    _ globs: Globs, onFigure: (Figure) throws -> Void
  ) throws {
    func wanted(_ point: Point) -> [String] {
      run.manifest.metrics.filter { globs.matches(name(of: $0, at: point)) }
    }
    let points = run.points.filter { !wanted($0).isEmpty }
    guard !points.isEmpty else { return }
    try run.checkData()
    let measurer = PointMeasurer(workspace)
    for point in points {
      let wanted = wanted(point)
      let values = try measurer.measure(point, metrics: wanted)
      for metric in wanted {
        guard let value = values[metric] else { continue }
        let name = self.name(of: metric, at: point)
        guard value.isFinite else { throw MeasuringError.notFinite(name) }
        try onFigure(
          Figure(
            name, .deterministic, value,
            unit: Self.unit(of: metric),
            lessIsWorse: Self.isBetterWhenMore(metric)))
      }
    }
  }

  /// Such as `point/4/cats/latency_s`.
  private func name(of metric: String, at point: Point) -> String {
    let parts = axes.map { point.settings[$0]?.description ?? "-" }
    return ([prefix] + parts + [metric]).joined(separator: "/")
      .replacing(",", with: ";").replacing(" ", with: "_")
  }

  private static func unit(of metric: String) -> String {
    if metric.hasSuffix("_s") { return "s" }
    if metric.hasSuffix("_j") { return "J" }
    return metric.hasSuffix("_bytes") ? "B" : ""
  }

  private static func isBetterWhenMore(_ metric: String) -> Bool {
    ["top1_agreement", "greedy_prefix_tokens", "accuracy"].contains(metric)
  }
}
