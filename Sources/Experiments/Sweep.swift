import Diagnostics

/// A setting that takes several values.
public struct Axis: Equatable, Sendable {
  /// The name of the setting.
  public var name: String
  /// Its values, all different, at least one.
  public var values: [SettingValue]

  /// An axis from its parts.
  public init(name: String, values: [SettingValue]) {
    self.name = name
    self.values = values
  }
}

/// The points of an experiment: a product of axes, less what is excluded.
///
/// The order is fixed: groups in file order (`sweep:` before `zip:`), the
/// last group fastest, and within one combination the seeds.
public struct Sweep: Equatable, Sendable {
  /// The most points that an experiment may have before exclusion.
  public static let limit = 1_000_000

  /// The name of the experiment.
  public var experiment: String
  /// Settings that all points share, defaults included.
  public var fixed: Settings
  /// Axes that advance together; an axis of `sweep:` is alone in its group.
  public var groups: [[Axis]]
  /// Combinations that match one of these are left out.
  public var exclusions: [Exclusion]
  /// The seeds, all different.
  public var seeds: [Int]

  /// A sweep from its parts.
  public init(
    experiment: String, fixed: Settings = [:], groups: [[Axis]] = [],
    exclusions: [Exclusion] = [], seeds: [Int] = [0]
  ) {
    self.experiment = experiment
    self.fixed = fixed
    self.groups = groups
    self.exclusions = exclusions
    self.seeds = seeds
  }

  /// All axes in file order.
  public var axes: [Axis] { groups.flatMap { $0 } }

  /// The number of points before exclusion; `nil` if beyond ``limit``.
  public var size: Int? {
    var size = seeds.count
    for group in groups {
      let length = group.first?.values.count ?? 0
      let (product, overflow) = size.multipliedReportingOverflow(by: length)
      guard !overflow else { return nil }
      size = product
    }
    return size <= Self.limit ? size : nil
  }

  /// All points in order.
  ///
  /// - Throws: ``ManifestError/tooManyPoints(limit:at:)`` before the work.
  /// - Complexity: O(points x (settings + exclusions)).
  public func expand() throws -> [Point] {
    var points: [Point] = []
    try forEachCombination { settings in
      for seed in seeds {
        points.append(
          Point(experiment: experiment, settings: settings, seed: seed))
      }
      return true
    }
    return points
  }

  /// Whether any point is left after exclusion.
  ///
  /// - Throws: ``ManifestError/tooManyPoints(limit:at:)``.
  public func hasPoints() throws -> Bool {
    var found = false
    try forEachCombination { _ in
      found = true
      return false
    }
    return found && !seeds.isEmpty
  }

  /// Calls `body` for each combination in order until it returns false.
  private func forEachCombination(_ body: (Settings) -> Bool) throws {
    guard let size else {
      throw ManifestError.tooManyPoints(
        limit: Self.limit, at: .init(file: experiment))
    }
    guard size > 0 else { return }
    var digits = [Int](repeating: 0, count: groups.count)
    var settings = fixed
    while true {
      for (group, digit) in zip(groups, digits) {
        for axis in group { settings[axis.name] = axis.values[digit] }
      }
      if !exclusions.contains(where: { $0.matches(settings) }),
        !body(settings)
      {
        return
      }
      // Counts up like an odometer, the last group fastest.
      guard
        let turning = digits.indices.last(where: {
          digits[$0] + 1 < groups[$0][0].values.count
        })
      else { return }
      digits[turning] += 1
      for later in digits.indices.dropFirst(turning + 1) { digits[later] = 0 }
    }
  }
}
