import Schemes

// Workspaces carry extensions and lead to no vocabulary: what words there are
// has no part in what a point yields.
extension Vocabulary {
  /// The settings and metrics of shardbench, and those of `extensions`.
  public init(extending extensions: Extensions) {
    let sources = extensions.metrics.map { type(of: $0) }
    self.init(
      settings: Self.standardSettings(extensions)
        + sources.flatMap { Self.settings($0.settings, of: $0.name) },
      metrics: Self.standardMetrics + sources.flatMap { $0.metrics })
    sourceMetrics = Set(sources.flatMap { $0.metrics.map(\.name) })
  }

  /// The same, where all names are new and can be written.
  ///
  /// - Throws: ``ExtensionError``.
  public init(checking extensions: Extensions) throws {
    self.init(extending: extensions)
    try Self.checkWords(of: extensions)
    let schemes = extensions.allSchemes.map { type(of: $0).name }
    try Self.check(schemes, "scheme")
    let sources = extensions.metrics.map { type(of: $0).name }
    // Their settings stand in groups of their names.
    let groups =
      Vocabulary.standard.groups + Schemes.schemes.map { type(of: $0).name }
    let added = extensions.schemes.map { type(of: $0).name }
    for name in added where groups.contains(name) {
      throw ExtensionError.taken(kind: "scheme", name: name)
    }
    try Self.check(
      Array(Set(groups)) + added + sources, "metric source")
    try Self.check(
      extensions.takenCollectives, "collective")
    try Self.check(metricNames, "metric")
    try Self.check(ManifestKeys.top + settingNames, "setting")
    // The last two are columns of results.
    try Self.check(
      settingNames + metricNames + ["seed", "data_source"], "metric")
  }

  /// Dots part a group from its settings, and expressions of claims read `-`
  /// as minus.
  private static func checkWords(of extensions: Extensions) throws {
    func check(_ names: [String], _ kind: String) throws {
      for name in names {
        let isGood =
          kind == "metric"
          ? name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil
          : isName(name) && !name.contains(".")
        if !isGood { throw ExtensionError.badName(kind: kind, name: name) }
      }
    }
    try check(extensions.schemes.map { type(of: $0).name }, "scheme")
    try check(extensions.collectives.map { type(of: $0).name }, "collective")
    for source in extensions.metrics.map({ type(of: $0) }) {
      try check([source.name], "metric source")
      try check(source.metrics.map(\.name), "metric")
    }
  }

  private static func check(_ names: [String], _ kind: String) throws {
    var seen: Set<String> = []
    for name in names {
      guard isName(name) else {
        throw ExtensionError.badName(kind: kind, name: name)
      }
      guard seen.insert(name).inserted else {
        throw ExtensionError.taken(kind: kind, name: name)
      }
    }
  }
}
