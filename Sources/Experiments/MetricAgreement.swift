import Foundation

/// How close a value comes to itself when it is computed again elsewhere.
///
/// On one machine all values come out the same to the last bit. Other
/// processors have other matrix kernels, which round otherwise; training makes
/// that large.
public enum MetricAgreement: Equatable, Sendable {
  /// Counted or costed: the same text.
  case exact
  /// Computed with matrices: this relative difference at most.
  case computed(relative: Double)
  /// Computed by a model that was trained first: so much at most, by part of
  /// the value or in the metric's own unit, whichever is more.
  case trained(relative: Double, absolute: Double)

  /// What is asked of `metric`.
  ///
  /// - Parameters:
  ///   - metric: the name of a column.
  ///   - isTrained: whether the row's model was trained for it.
  public init(of metric: String, isTrained: Bool) {
    let isLearning = LearningMetric(rawValue: metric) != nil
    if isLearning, isTrained {
      self =
        metric == LearningMetric.accuracy.rawValue
        ? .trained(relative: 0, absolute: 0.03)
        : .trained(relative: 0.1, absolute: 0)
    } else if isLearning || LanguageMetric(rawValue: metric) != nil
      || AirMetric(rawValue: metric) != nil
    {
      self = .computed(relative: 0.001)
    } else {
      self = .exact
    }
  }

  /// Whether `fresh` may stand for `committed`, both as in a CSV file.
  public func holds(_ committed: String, _ fresh: String) -> Bool {
    if committed == fresh { return true }
    guard let a = Double(committed), let b = Double(fresh), a.isFinite,
      b.isFinite
    else { return false }
    switch self {
    case .exact: return false
    case .computed(let relative): return abs(a - b) <= relative * abs(a)
    case .trained(let relative, let absolute):
      return abs(a - b) <= max(relative * abs(a), absolute)
    }
  }

  /// The tolerance in words.
  public var summary: String {
    switch self {
    case .exact: "the same text"
    case .computed(let relative): "within \(relative * 100) %"
    case .trained(let relative, let absolute):
      absolute > 0 ? "within \(absolute)" : "within \(relative * 100) %"
    }
  }
}
