import Models
import Platforms
import Schemes

/// What a channel does to sums, without a model running.
enum AirMetric: String, CaseIterable, Sendable {
  case mean = "sum_error"
  case median = "sum_error_median"
  case bound = "sum_error_bound_median"
  case ratio = "sum_error_ratio_max"
  case firstShare = "share_0"
  case secondShare = "share_1"
  case thirdShare = "share_2"
  case fourthShare = "share_3"
  case rounding = "share_rounding"
  case spectralEfficiency = "digital_spectral_efficiency"

  var metric: Metric {
    let error = "mean square error of an entry of a sum of all devices, each "
    let unit = "of mean square 1, "
    return switch self {
    case .mean: Metric(rawValue, unit: "", error + unit + "mean over draws")
    case .median:
      Metric(rawValue, unit: "", error + unit + "median over draws")
    case .bound:
      Metric(
        rawValue, unit: "",
        "what no transceiver can go below of that, median over draws")
    case .ratio:
      Metric(
        rawValue, unit: "",
        "that error beside its lower bound, the largest of all draws")
    case .firstShare, .secondShare, .thirdShare, .fourthShare:
      Metric(
        rawValue, unit: "",
        "share of the model that device \(rawValue.suffix(1)) is assigned, "
          + "before rounding")
    case .spectralEfficiency:
      Metric(
        rawValue, unit: "",
        "bits a second and hertz that digital sums are granted")
    case .rounding:
      Metric(
        rawValue, unit: "",
        "the largest difference between the share of the model that a device "
          + "is assigned and the share of blocks' weights that it computes "
          + "with")
    }
  }

  /// What there is of `metrics` at the point of `configuration`; nothing
  /// without a server that sums.
  ///
  /// - Throws: ``AirCompError``.
  static func values(
    _ metrics: [AirMetric], _ configuration: Configuration
  ) throws -> [AirMetric: Double] {
    guard let plan = configuration.air else { return [:] }
    var values: [AirMetric: Double] = [:]
    let shares: [AirMetric] = [
      .firstShare, .secondShare, .thirdShare, .fourthShare,
    ]
    for (metric, share) in zip(shares, plan.shares) { values[metric] = share }
    values[.rounding] = try zip(plan.shares, configuration.computedShares())
      .map { abs($0 - $1) }.max()
    values[.spectralEfficiency] = try plan.radioAtItsRate()
      .spectralEfficiency.value
    let ofErrors: Set<AirMetric> = [.mean, .median, .bound, .ratio]
    guard !ofErrors.isDisjoint(with: metrics) else { return values }
    let errors = try plan.channel(computing: plan.shares).errors
    values[.mean] = errors.reduce(0, +) / Double(errors.count)
    values[.median] = errors.median
    if metrics.contains(.bound) || metrics.contains(.ratio) {
      let bounds = try plan.lowerBounds()
      values[.bound] = bounds.median
      values[.ratio] = zip(errors, bounds).map { $0 / $1 }.max()
    }
    return values
  }
}

extension [Double] {
  /// The value in the middle, or between the two there.
  var median: Double {
    let sorted = sorted()
    let middle = count / 2
    return count % 2 == 1
      ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

extension Configuration {
  /// The share of blocks' weights that each device computes with, where heads
  /// and hidden units are shared out; else equal shares.
  ///
  /// - Throws: ``ModelError/option(_:value:expected:)`` for loads that are
  ///   none.
  func computedShares() throws -> [Double] {
    guard scheme is TensorParallel else {
      return Array(repeating: 1 / Double(devices), count: devices)
    }
    return try TensorShares(
      of: model.shape, devices: devices, options: options.scheme
    ).loads(of: model.shape)
  }
}
