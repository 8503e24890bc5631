import Models

/// How large a model a platform holds.
enum FitMetric: String, CaseIterable, Sendable {
  case features = "largest_features"
  case parameters = "largest_parameters"

  var metric: Metric {
    switch self {
    case .features:
      Metric(
        rawValue, unit: "",
        "the widest model that fits into every device, in steps of one "
          + "feature a head; 0 if none does")
    case .parameters:
      Metric(rawValue, unit: "", "parameters of the widest model that fits")
    }
  }

  /// Features of the widest model that is tried.
  static let limit = 8192

  /// The value at a point; its `features` play no part.
  ///
  /// - Complexity: one costing for each halving of the limit. A wider model
  ///   never needs less.
  /// - Throws: what costing throws.
  func value(_ point: Point, in workspace: Workspace) throws -> Double {
    var settings = point.settings
    func fits(_ features: Int) throws -> Bool {
      settings["features"] = .integer(features)
      return try Configuration(settings, seed: point.seed, in: workspace)
        .simulate().costs.misfit == nil
    }
    guard let name = settings["model"]?.word else {
      throw ConfigurationError.missing("model")
    }
    let model = try workspace.model(name)
    let step = model.shape.heads
    var (held, not) = (0, Self.limit / step + 1)
    while not - held > 1 {
      let middle = (held + not) / 2
      if try fits(middle * step) { held = middle } else { not = middle }
    }
    switch self {
    case .features: return Double(held * step)
    case .parameters:
      return held == 0
        ? 0 : Double(try model.resized(features: held * step).shape.parameters)
    }
  }
}
