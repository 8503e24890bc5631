/// What a figure shows: which columns of a CSV, of which rows, drawn how.
///
/// ```swift
/// let figure = FigureSpecification(
///   name: "loss", csv: "results/loss.csv", x: "loss", y: ["mse"],
///   series: ["train_loss"], panel: "collective", ribbon: .ci95)
/// try draw(figure, into: URL(fileURLWithPath: "plots"))
/// ```
///
/// Rows that agree in x, series and panel are replicates, such as the seeds of
/// one point: their mean is drawn.
public struct FigureSpecification: Codable, Sendable, Equatable {
  /// How means are drawn.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// A line through a marker for each point.
    case lines
    /// Markers only.
    case points
    /// Bars over the values of x, with the y columns one upon the other.
    case stackedBars = "stacked-bars"
    /// A map: a square for each value of x and of the y column, in the colour
    /// of the series whose mean of ``FigureSpecification/best`` is best there.
    case winners
  }

  /// Which mean wins a square of a map.
  public enum Goal: String, Codable, Sendable, CaseIterable {
    /// The least, as of latencies.
    case least
    /// The greatest, as of accuracies.
    case greatest
  }

  /// How the spread of the replicates is drawn, around their mean.
  public enum Ribbon: String, Codable, Sendable, CaseIterable {
    /// Not at all.
    case none
    /// A band over the 95 % confidence interval of the mean (Student's t).
    case ci95
    /// A band from the least to the greatest replicate.
    case minMax = "min-max"
    /// An error bar over the 95 % confidence interval of the mean.
    case bars
  }

  /// Keeps the rows whose cell in `column` is one of `values`; numbers are
  /// compared as numbers.
  public struct Condition: Codable, Sendable, Equatable {
    /// The column that is looked at.
    public var column: String
    /// What its cell may be.
    public var values: [String]

    /// The condition that `column` is one of `values`.
    public init(_ column: String, _ values: String...) {
      self.init(column, anyOf: values)
    }

    /// The condition that `column` is one of `values`.
    public init(_ column: String, anyOf values: [String]) {
      self.column = column
      self.values = values
    }

    /// For "no row has ...".
    var text: String { "\(column) = \(values.joined(separator: " or "))" }
  }

  /// The stem of the file names.
  public var name: String
  /// The path of the CSV, from the current folder unless it is absolute.
  public var csv: String
  /// The heading; empty for none.
  public var title = ""
  /// The column along the horizontal axis.
  public var x: String
  /// The columns along the vertical axis; stacked bars stack them, and a map
  /// has one.
  public var y: [String]
  /// At most two columns; each combination of their values is a line.
  public var series: [String] = []
  /// The column with a panel for each of its values.
  public var panel: String?
  /// The rows to draw: those that meet every condition.
  public var filter: [Condition] = []
  /// How means are drawn.
  public var kind = Kind.lines
  /// How the spread of the replicates is drawn.
  public var ribbon = Ribbon.none
  /// The column whose means decide who wins the squares of a map; rows without
  /// a number in it do not compete. No other kind has it.
  public var best: String?
  /// Which mean of `best` wins; of equal ones that of the first series.
  public var goal = Goal.least
  /// Whether the horizontal axis is logarithmic.
  public var logX = false
  /// Whether the vertical axis is logarithmic.
  public var logY = false
  /// The name of the horizontal axis; `nil` derives it from the column.
  public var xLabel: String?
  /// The name of the vertical axis; `nil` derives it from the columns, and
  /// then large and small quantities take a prefix, as in `Latency (ms)`.
  public var yLabel: String?
  /// The width of the figure in cm; `nil` is 8.5 for each panel in a row.
  public var width: Double?
  /// The height of the figure in cm; `nil` is 5.5 for each row of panels.
  public var height: Double?

  /// A figure from its parts; see the properties.
  public init(
    name: String, csv: String, title: String = "", x: String, y: [String],
    series: [String] = [], panel: String? = nil, filter: [Condition] = [],
    kind: Kind = .lines, ribbon: Ribbon = .none,
    best: String? = nil, goal: Goal = .least,
    logX: Bool = false, logY: Bool = false,
    xLabel: String? = nil, yLabel: String? = nil,
    width: Double? = nil, height: Double? = nil
  ) {
    self.name = name
    self.csv = csv
    self.title = title
    self.x = x
    self.y = y
    self.series = series
    self.panel = panel
    self.filter = filter
    self.kind = kind
    self.ribbon = ribbon
    self.best = best
    self.goal = goal
    self.logX = logX
    self.logY = logY
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.width = width
    self.height = height
  }

  /// A figure from its written form, where only name, csv, x and y must be.
  ///
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    func read<Value: Decodable>(
      _ key: CodingKeys, or absent: Value
    ) throws -> Value {
      try keys.decodeIfPresent(Value.self, forKey: key) ?? absent
    }
    self.init(
      name: try keys.decode(String.self, forKey: .name),
      csv: try keys.decode(String.self, forKey: .csv),
      title: try read(.title, or: ""),
      x: try keys.decode(String.self, forKey: .x),
      y: try keys.decode([String].self, forKey: .y),
      series: try read(.series, or: []),
      panel: try read(.panel, or: nil),
      filter: try read(.filter, or: []),
      kind: try read(.kind, or: .lines),
      ribbon: try read(.ribbon, or: .none),
      best: try read(.best, or: nil), goal: try read(.goal, or: .least),
      logX: try read(.logX, or: false), logY: try read(.logY, or: false),
      xLabel: try read(.xLabel, or: nil), yLabel: try read(.yLabel, or: nil),
      width: try read(.width, or: nil), height: try read(.height, or: nil))
  }

  /// Whether this is a map of winners.
  var isMap: Bool { kind == .winners }

  /// The columns whose means are taken.
  var measured: [String] { isMap ? best.map { [$0] } ?? [] : y }
}
