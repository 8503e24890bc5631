import Diagnostics
import Documents

/// Reads a manifest that is one mapping, its layers already merged.
struct ManifestReader {
  let root: Node
  let vocabulary: Vocabulary

  init(_ root: Node, vocabulary: Vocabulary) {
    self.root = root
    self.vocabulary = vocabulary
  }

  func manifest() throws -> Manifest {
    var reader = try MappingReader(root)
    let experiment = try name(reader.required("experiment"), of: "experiment")
    let metrics = try metrics(reader.required("metrics"))
    let fixed = try fixedSettings()
    let sweep = try sweep(
      experiment, metrics: metrics, fixed: fixed, from: &reader)
    let columns = Columns(
      axes: sweep.axes.map(\.name), metrics: metrics, vocabulary: vocabulary)
    return Manifest(
      experiment: experiment,
      paper: try reader.optional("paper").map(paper),
      note: try reader.optional("note")?.string(),
      sweep: sweep, metrics: metrics,
      figures: try figures(reader.optional("figures"), experiment, columns),
      claims: try claims(reader.optional("claims")),
      resolved: resolved(sweep, fixed.mapValues { $0.0 }).text)
  }

  /// What the manifest fixes, with the place of each key.
  func fixedSettings() throws -> [String: (SettingValue, Diagnosis.Location)] {
    var fixed: [String: (SettingValue, Diagnosis.Location)] = [:]
    for entry in root.entries ?? []
    where !ManifestKeys.top.contains(entry.name) && !entry.value.isNull {
      let setting = try vocabulary.resolve(entry.name, at: entry.location)
      if entry.value.items != nil {
        throw ManifestError.listForSetting(
          setting.name, at: entry.value.location)
      }
      fixed[setting.name] = (try setting.value(entry.value), entry.location)
    }
    return fixed
  }

  private func paper(_ node: Node) throws -> Manifest.Paper {
    var reader = try MappingReader(node, keys: ManifestKeys.paper)
    return Manifest.Paper(
      title: try reader.required("title").string(),
      arxiv: try reader.optional("arxiv")?.string(),
      figure: try reader.optional("figure")?.string())
  }

  private func metrics(_ node: Node) throws -> [String] {
    var names: [String] = []
    for item in try node.sequence() {
      let name = try item.string()
      guard vocabulary.metric(name) != nil else {
        throw ManifestError.unknownMetric(
          shortened(name), known: vocabulary.metricNames, at: item.location)
      }
      if names.contains(name) {
        throw ManifestError.badMetrics(
          "metric '\(name)' is listed twice", at: item.location)
      }
      names.append(name)
    }
    if names.isEmpty {
      throw ManifestError.badMetrics("no metric is listed", at: node.location)
    }
    return names
  }

  /// The text of `node`, which becomes part of file names.
  func name(_ node: Node, of what: String) throws -> String {
    let name = try node.string()
    guard isName(name) else {
      throw ManifestError.badName(node.summary, of: what, at: node.location)
    }
    return name
  }
}

/// The columns that the CSV file of a manifest will have.
struct Columns {
  var axes: [String]
  var metrics: [String]
  var vocabulary: Vocabulary

  var all: [String] { axes + ["seed"] + metrics }

  /// The column that `node` names, in full.
  func column(_ node: Node) throws -> String {
    try column(node.string(), at: node.location)
  }

  /// The column called `name`, in full.
  func column(
    _ name: String, at location: Diagnosis.Location
  ) throws -> String {
    for candidate in [name, name + ".set"] where all.contains(candidate) {
      return candidate
    }
    throw ManifestError.unknownColumn(
      shortened(name), metric: vocabulary.metric(name) != nil, known: all,
      at: location)
  }

  /// The column as a setting, to check values with.
  func setting(_ column: String) -> Setting {
    if let setting = vocabulary.setting(column) { return setting }
    return column == "seed"
      ? Setting(column, .integer(0 ... .max), "")
      : Setting(column, .real(-.infinity ... .infinity), "")
  }
}
