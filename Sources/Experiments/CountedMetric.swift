import Schemes

/// What CATS counts for a block by its formulas; needs no run.
enum CountedMetric: String, CaseIterable, Sendable {
  case ram = "counted_ram_bytes"
  case flash = "counted_flash_bytes"
  case air = "counted_air_bytes"

  var metric: Metric {
    switch self {
    case .ram:
      Metric(
        rawValue, unit: "B",
        "activations and messages of the fullest device in the attention half "
          + "of a block, by the formulas of CATS, int8")
    case .flash:
      Metric(
        rawValue, unit: "B",
        "attention weights of a block on the fullest device, by the formulas "
          + "of CATS, int8")
    case .air:
      Metric(
        rawValue, unit: "B",
        "what all devices send for a whole block, by the formulas of CATS, int8"
      )
    }
  }

  /// The value at a point, which names the system, and the model's sizes.
  ///
  /// - Throws: ``ConfigurationError/missing(_:)``, and what reading throws.
  func value(_ settings: Settings, in workspace: Workspace) throws -> Double {
    guard let name = settings["model"]?.word else {
      throw ConfigurationError.missing("model")
    }
    guard
      let system = settings["counted_system"]?.word
        .flatMap(CountedBytes.System.init)
    else { throw ConfigurationError.missing("counted_system") }
    let model = try workspace.model(name, settings)
    let bytes = CountedBytes(
      system, tokens: settings["tokens"]?.int ?? 1,
      features: model.shape.width, heads: model.shape.heads,
      devices: settings["devices"]?.int ?? 1, prune: settings.prune)
    return switch self {
    case .ram: bytes.ram
    case .flash: bytes.flash
    case .air: bytes.air
    }
  }
}
