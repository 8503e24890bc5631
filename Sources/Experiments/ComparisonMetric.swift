import Platforms

/// A column that compares the costs of two points.
enum ComparisonMetric: String, CaseIterable, Sendable {
  case speedup

  var metric: Metric {
    Metric(
      rawValue, unit: "",
      "how many times faster than the whole model on one device of the "
        + "platform, with nothing pruned or lost")
  }

  /// The value at `point`, which costs `costs`; `nil` if one of the two does
  /// not fit.
  ///
  /// - Throws: what costing the other point throws.
  func value(of costs: Costs, at point: Point, in workspace: Workspace) throws
    -> Double?
  {
    guard costs.tellsTimes else { return nil }
    var alone = point.settings.withoutPrune
    alone["scheme"] = .word("single")
    alone["devices"] = .integer(1)
    alone["loss"] = nil
    let other = try Configuration(alone, seed: point.seed, in: workspace)
      .simulate().costs
    return other.tellsTimes
      ? other.timeline.latency / costs.timeline.latency : nil
  }
}
