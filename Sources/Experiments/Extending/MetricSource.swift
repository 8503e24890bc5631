import Schemes

/// Metrics that need neither model nor platform nor scheme, such as what a
/// statistical method gives on generated series.
///
/// A manifest that asks for such metrics alone fixes and sweeps only the
/// ``settings`` of their sources. Of a point the code of those sources is
/// known (see `PointCache`) that have one of its metrics, and no others.
public protocol MetricSource: Sendable {
  /// The name of the source, which its settings stand behind.
  static var name: String { get }
  /// What its points can be told, as settings called `NAME.SETTING`.
  static var settings: [SchemeSetting] { get }
  /// What it yields; names that no other metric or setting has.
  static var metrics: [Metric] { get }

  /// The values at `point`, at least those that `metrics` name.
  ///
  /// Equal points must have equal values, wherever they are computed: random
  /// numbers are named by `point.seed`.
  ///
  /// - Throws: what goes wrong, best as a `Diagnosable` error.
  func values(of point: Point, metrics: [String]) throws -> PointValues
}

extension MetricSource {
  /// The names of those of `metrics` that it has.
  static func own(_ metrics: [String]) -> [String] {
    let names = Set(self.metrics.map(\.name))
    return metrics.filter(names.contains)
  }

  /// The values of those of `metrics` that it has.
  ///
  /// - Throws: ``ConfigurationError/notComputed(_:)`` for one without value,
  ///   and what ``values(of:metrics:)`` throws.
  func ownValues(of point: Point, metrics: [String]) throws -> PointValues {
    let own = Self.own(metrics)
    guard !own.isEmpty else { return [:] }
    let found = try values(of: point, metrics: own)
    var values: PointValues = [:]
    for name in own {
      guard found.has(name) else { throw ConfigurationError.notComputed(name) }
      values.numbers[name] = found.numbers[name]
      values.texts[name] = found.texts[name]
    }
    return values
  }
}
