import Platforms

/// A column that compares the costs of two points.
enum ComparisonMetric: String, CaseIterable, Sendable {
  case speedup
  case gainOverDigital = "gain_over_digital"

  var metric: Metric {
    switch self {
    case .speedup:
      Metric(
        rawValue, unit: "",
        "how many times faster than the whole model on one device of the "
          + "platform, with nothing pruned or lost")
    case .gainOverDigital:
      Metric(
        rawValue, unit: "",
        "how many times faster than with digital-ofdma, on a network whose "
          + "server sums")
    }
  }

  /// The value at `point`, which costs `costs`; `nil` if one of the two does
  /// not fit, or there is nothing to compare with.
  ///
  /// - Throws: what costing the other point throws.
  func value(of costs: Costs, at point: Point, in workspace: Workspace) throws
    -> Double?
  {
    guard costs.tellsTimes else { return nil }
    var settings: Settings
    switch self {
    case .speedup:
      settings = point.settings.withoutPrune
      settings["scheme"] = .word("single")
      settings["devices"] = .integer(1)
      settings["loss"] = nil
      settings["air.assignment"] = nil
    case .gainOverDigital:
      guard costs.timeline.accounting.network.air != nil else { return nil }
      settings = point.settings
      settings["collective"] = .word("digital-ofdma")
    }
    let other = try Configuration(settings, seed: point.seed, in: workspace)
      .simulate().costs
    return other.tellsTimes
      ? other.timeline.latency / costs.timeline.latency : nil
  }
}
