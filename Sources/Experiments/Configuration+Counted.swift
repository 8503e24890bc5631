import Cluster
import Models
import Platforms
import Schemes
import Tensors

extension Configuration {
  /// All metrics of `costs`, which are those of this point; where the
  /// accounting counts by formula, with the bytes that the formulas give.
  public func metrics(of costs: Costs) -> [(metric: Metric, value: Double)] {
    let counted = counted ?? [:]
    return costs.metrics.map {
      ($0.metric, counted[$0.metric.name] ?? $0.value)
    }
  }

  /// By metric, what CATS counts for one block, of which it looks at RAM and
  /// flash of the attention half; `nil` where it has no formula.
  private var counted: [String: Double]? {
    let shape = model.shape
    guard let accounting = try? platform.accounting(accounting),
      accounting.countsByFormula, shape.input == .states, shape.blocks == 1,
      shape.halves.has(.attention), shape.hidden == shape.width,
      shape.bottleneck == nil,
      options.formats == ElementFormats.bytes, let system
    else { return nil }
    let bytes = CountedBytes(
      system, tokens: tokens, features: shape.width, heads: shape.heads,
      devices: devices, prune: prune)
    // The traffic is that of both halves, which send alike.
    let halves = shape.halves.has(.feedForward) ? 1.0 : 0.5
    return [
      "ram_peak_bytes": bytes.ram, "flash_bytes": bytes.flash,
      "air_bytes": bytes.air * halves,
    ]
  }

  /// The system of the paper that the scheme is.
  private var system: CountedBytes.System? {
    switch type(of: scheme).name {
    case Cats.name: .cats
    case Voltage.name: .voltage
    case TensorParallel.name: .mcuTensorParallel
    default: nil
    }
  }
}

extension ElementFormats {
  /// A byte an element everywhere, as on the devices of CATS.
  fileprivate static let bytes = ElementFormats(
    weights: .int8, activations: .int8, messages: .int8)
}
