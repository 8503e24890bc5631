import Platforms

/// A column of words that comes from costing a trace.
enum TextMetric: String, CaseIterable, Sendable {
  case misfit

  var metric: Metric {
    Metric(
      rawValue, unit: "",
      "what does not fit first, in words; empty where all fits")
  }

  /// The text for `costs`.
  func text(of costs: Costs) -> String { costs.misfit?.text ?? "" }
}
