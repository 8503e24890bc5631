import Diagnostics
import Documents

/// A figure that a manifest asks for; what draws it reads CSV files only.
public struct FigureRequest: Equatable, Sendable {
  /// How the spread over seeds is shown.
  public enum Ribbon: String, CaseIterable, Sendable {
    /// Not at all.
    case none
    /// As a band of the 95 % confidence interval of the mean.
    case ci95
    /// As a band from the least to the greatest.
    case minmax
    /// As error bars of the 95 % confidence interval.
    case bars
  }

  /// What is drawn.
  public enum Kind: String, CaseIterable, Sendable {
    /// Lines through the means.
    case lines
    /// Points without lines.
    case points
    /// Bars that pile the columns of `y` upon each other.
    case stackedBars = "stacked-bars"
    /// A map over x and y of whose mean of ``FigureRequest/best`` is best.
    case winners
  }

  /// Which mean wins a square of a map of winners.
  public enum Goal: String, CaseIterable, Sendable {
    /// The least.
    case least
    /// The greatest.
    case greatest
  }

  /// Why a map of winners cannot be drawn, or something is only for one.
  public enum MapFault: Equatable, Sendable {
    /// The column that decides is missing.
    case noBest
    /// There is not one column for the vertical axis.
    case severalY
    /// Nobody competes.
    case noSeries
    /// The key is not for this kind.
    case key(String, of: Kind)
  }

  /// Which axes are logarithmic.
  public enum Log: String, CaseIterable, Sendable {
    /// The horizontal one.
    case x
    /// The vertical one.
    case y
    /// Both.
    case xy
  }

  /// The rows that a figure shows: where the column has one of the values.
  public struct Filter: Equatable, Sendable {
    /// The column.
    public var column: String
    /// Its values.
    public var values: [SettingValue]
  }

  /// The name of its files.
  public var name: String
  /// The column along the horizontal axis.
  public var x: String
  /// The columns along the vertical axis; a map of winners has one.
  public var y: [String]
  /// The columns whose values make separate lines.
  public var series: [String]
  /// The column whose values make separate panels.
  public var panel: String?
  /// How the spread over seeds is shown.
  public var ribbon: Ribbon
  /// What is drawn.
  public var kind: Kind
  /// The column whose means decide who wins in a map.
  public var best: String?
  /// Which mean wins.
  public var goal: Goal
  /// Which rows are shown; all that fulfil each filter.
  public var filters: [Filter]
  /// Which axes are logarithmic.
  public var log: Log?
  /// The title.
  public var title: String?
  /// The label of the horizontal axis.
  public var xLabel: String?
  /// The label of the vertical axis.
  public var yLabel: String?
  /// Where the manifest asks for it.
  public var location: Diagnosis.Location
}

extension ManifestReader {
  /// The figures of a manifest, whose CSV file will have `columns`.
  func figures(
    _ node: Node?, _ experiment: String, _ columns: Columns
  ) throws -> [FigureRequest] {
    var figures: [FigureRequest] = []
    for item in try node?.sequence() ?? [] {
      let figure = try figure(item, experiment, columns)
      if figures.contains(where: { $0.name == figure.name }) {
        throw ManifestError.nameTwice(
          figure.name, of: "figure", at: item.location)
      }
      figures.append(figure)
    }
    return figures
  }

  private func figure(
    _ node: Node, _ experiment: String, _ columns: Columns
  ) throws -> FigureRequest {
    var reader = try MappingReader(node, keys: ManifestKeys.figure)
    let kind: FigureRequest.Kind = try choice(reader.optional("kind")) ?? .lines
    try check(&reader, kind)
    let x = try columns.column(reader.required("x"))
    let y = try list(reader.required("y")).map(columns.column)
    let ownName = try reader.optional("name").map { node in
      try name(node, of: "figure")
    }
    return FigureRequest(
      // Without a name it is called after what it shows.
      name: ownName
        ?? "\(experiment)-\(y.joined(separator: "-"))-over-\(x)",
      x: x, y: y,
      series: try reader.optional("series").map(list)?
        .map(columns.column) ?? [],
      panel: try reader.optional("panel").map(columns.column),
      ribbon: try choice(reader.optional("ribbon")) ?? .none,
      kind: kind,
      best: try reader.optional("best").map(columns.column),
      goal: try choice(reader.optional("goal")) ?? .least,
      filters: try filters(reader.optional("where"), columns),
      log: try choice(reader.optional("log")),
      title: try reader.optional("title")?.string(),
      xLabel: try reader.optional("x_label")?.string(),
      yLabel: try reader.optional("y_label")?.string(),
      location: node.location)
  }

  /// Throws ``ManifestError/badMap(_:at:)`` if a map of winners lacks what it
  /// needs, or a figure has a key that is not for its kind.
  private func check(
    _ reader: inout MappingReader, _ kind: FigureRequest.Kind
  ) throws {
    let strangers = kind == .winners ? ["ribbon", "log"] : ["best", "goal"]
    for key in strangers {
      if let value = reader.optional(key) {
        throw ManifestError.badMap(.key(key, of: kind), at: value.location)
      }
    }
    guard kind == .winners else { return }
    guard reader.optional("best") != nil else {
      throw ManifestError.badMap(.noBest, at: reader.location)
    }
    guard reader.optional("series") != nil else {
      throw ManifestError.badMap(.noSeries, at: reader.location)
    }
    if let y = reader.optional("y"), (y.items?.count ?? 1) > 1 {
      throw ManifestError.badMap(.severalY, at: y.location)
    }
  }

  private func filters(
    _ node: Node?, _ columns: Columns
  ) throws -> [FigureRequest.Filter] {
    try node?.mapping().map { entry in
      let column = try columns.column(entry.name, at: entry.location)
      let setting = columns.setting(column)
      return .init(
        column: column, values: try list(entry.value).map(setting.value))
    } ?? []
  }

  /// The items of a list with at least one, or a single value as a list.
  private func list(_ node: Node) throws -> [Node] {
    guard let items = node.items else { return [node] }
    guard !items.isEmpty else {
      throw DocumentError.wrongType(
        found: "an empty list", expected: "a word or a list of words",
        at: node.location)
    }
    return items
  }

  /// The case of an enumeration that the word in `node` names.
  func choice<Choice: CaseIterable & RawRepresentable<String>>(
    _ node: Node?
  ) throws -> Choice? {
    try node.flatMap { node in
      Choice(rawValue: try node.word(of: Choice.allCases.map(\.rawValue)))
    }
  }
}
