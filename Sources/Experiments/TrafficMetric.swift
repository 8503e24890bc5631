import Cluster
import Models
import Schemes

/// What a scheme sends, whatever the platform: needs no costs.
enum TrafficMetric: String, CaseIterable, Sendable {
  case sentElements = "sent_elements"

  var metric: Metric {
    Metric(
      rawValue, unit: "",
      "elements of activations that devices send in one inference; what goes "
        + "to several receivers counts once")
  }

  /// The value at a point.
  ///
  /// - Throws: what the scheme throws.
  func value(_ settings: Settings, in workspace: Workspace) throws -> Double {
    guard let name = settings["model"]?.word else {
      throw ConfigurationError.missing("model")
    }
    guard let split = settings["scheme"]?.word else {
      throw ConfigurationError.missing("scheme")
    }
    let scheme = try workspace.scheme(split)
    let model = try workspace.model(name, settings)
    let devices = settings["devices"]?.int ?? 1
    let cluster = try Cluster(devices: devices)
    let weights = try Transformer(shapesOnly: model.shape)
    weights.sent = try scheme.sentColumns(
      of: weights, devices: devices, prune: settings.prune)
    let count = model.preparation.count ?? settings["tokens"]?.int ?? 1
    let batch = settings["batch"]?.int ?? 1
    _ = try scheme.forward(
      model.shape.blankPass(count: count, batch: batch > 1 ? batch : nil),
      through: weights, on: cluster)
    let bytes = cluster.trace.messages.reduce(0) {
      $1.purpose == .activations ? $0 + $1.payloadBytes : $0
    }
    return Double(bytes) / 4
  }
}
