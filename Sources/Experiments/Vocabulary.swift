import Diagnostics

/// All settings and metrics that manifests may name.
///
/// Manifests, `--set`, the JSON Schema and the documentation draw on the same
/// vocabulary, so they cannot disagree.
public struct Vocabulary: Sendable {
  /// The settings, in the order in which help lists them.
  public var settings: [Setting]
  /// The metrics, in the order in which help lists them.
  public var metrics: [Metric]
  /// The metrics of metric sources.
  var sourceMetrics: Set<String> = []

  /// A vocabulary from its parts; names should be distinct and no setting may
  /// be named like a key of ``ManifestKeys/top``.
  public init(settings: [Setting], metrics: [Metric]) {
    self.settings = settings
    self.metrics = metrics
  }

  /// The setting called `name`. Complexity: O(settings).
  public func setting(_ name: String) -> Setting? {
    settings.first { $0.name == name }
  }

  /// The metric called `name`. Complexity: O(metrics).
  public func metric(_ name: String) -> Metric? {
    metrics.first { $0.name == name }
  }

  /// The names of the settings.
  public var settingNames: [String] { settings.map(\.name) }

  /// The names of the metrics.
  public var metricNames: [String] { metrics.map(\.name) }

  /// The values of settings that nobody names where `metrics` are asked for;
  /// none where metric sources alone are.
  func defaults(for metrics: [String]) -> [String: SettingValue] {
    guard !metrics.allSatisfy(sourceMetrics.contains) else { return [:] }
    var defaults: [String: SettingValue] = [:]
    for setting in settings { defaults[setting.name] = setting.defaultValue }
    return defaults
  }

  /// The groups, such as `train` of `train.epochs`, each once.
  public var groups: [String] {
    var groups: [String] = []
    for setting in settings {
      if let dot = setting.name.firstIndex(of: ".") {
        let group = String(setting.name[..<dot])
        if !groups.contains(group) { groups.append(group) }
      }
    }
    return groups
  }

  /// The names of the members of `group`, without the group.
  public func members(of group: String) -> [String] {
    settingNames.filter { $0.hasPrefix(group + ".") }
      .map { String($0.dropFirst(group.count + 1)) }
  }

  /// The setting that the word `name` at `location` means: itself, or for a
  /// group its member `set`, so that `data` is short for `data.set`.
  ///
  /// - Throws: ``ManifestError/unknownSetting(_:known:at:)``.
  public func resolve(
    _ name: String, at location: Diagnosis.Location
  ) throws -> Setting {
    if let setting = setting(name) ?? setting(name + ".set") { return setting }
    throw ManifestError.unknownSetting(
      name, known: settingNames, at: location)
  }
}
