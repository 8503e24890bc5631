import Tables

/// The points of a selection: how many replicates each has, and their mean.
///
/// gnuplot computes what is drawn; this says what there is to draw, so that
/// the script names only what occurs and an empty figure is an error.
struct Points {
  /// The rows of a panel and series; its lines are one for each column whose
  /// means are taken.
  struct Group: Equatable {
    var panel: String?
    var series: [String]
    /// Positions in ``Selection/panels`` (0 without) and ``Selection/series``.
    var panelIndex: Int
    var seriesIndex: Int
  }

  /// The groups that occur, panel by panel.
  private(set) var groups: [Group] = []
  /// The rows that give at least one point.
  private(set) var rowsUsed = 0
  /// The points that are drawn: those whose mean the axes can show.
  private(set) var pointsDrawn = 0
  /// Whether some point has more than one replicate.
  private(set) var hasReplicates = false
  /// The least and the greatest mean (sums of means for stacked bars).
  private(set) var range = 0.0...0.0
  /// The means by group, column and place; `nil` without any replicate.
  let means: [Double?]
  /// Whether a place of a group has any row, be it without a number.
  private(set) var hasRow: [Bool]

  init(_ selection: Selection) throws {
    let figure = selection.figure
    let cells = try Cells(selection)
    let places = selection.placeCount
    groups = cells.groups
    hasRow = [Bool](repeating: false, count: groups.count * places)
    var sums = [Double](
      repeating: 0, count: hasRow.count * figure.measured.count)
    var counts = [Int](repeating: 0, count: sums.count)
    for row in selection.rows {
      guard let place = cells.place(ofRow: row) else { continue }
      hasRow[place.group * places + place.place] = true
      var used = false
      for (position, values) in cells.numbers.enumerated() {
        guard let value = values[row], value.isFinite else { continue }
        let point =
          (place.group * figure.measured.count + position) * places
          + place.place
        sums[point] += value
        counts[point] += 1
        used = true
      }
      if used { rowsUsed += 1 }
    }
    means = zip(sums, counts).map { $1 == 0 ? nil : $0 / Double($1) }
    let shown = means.compactMap { $0 }.filter { !figure.logY || $0 > 0 }
    pointsDrawn = shown.count
    hasReplicates = counts.contains { $0 > 1 }
    guard let least = shown.min(), let greatest = shown.max() else {
      throw FigureError.nothingNumeric(
        figure: figure.name, csv: figure.csv, column: figure.measured[0])
    }
    range = least...greatest
    if figure.kind == .stackedBars {
      range = min(0, least)...cells.tallest(means, least: greatest)
    }
  }
}

/// Where each row of a selection belongs.
private struct Cells {
  var groups: [Points.Group] = []
  /// The numbers of each measured column; `nil` where the cell is empty.
  var numbers: [[Double?]] = []
  private var groupOfRow: [Int: Int] = [:]
  private var xOfRow: [Int: Int] = [:]
  private var yOfRow: [Int: Int] = [:]
  private let selection: Selection

  init(_ selection: Selection) throws {
    self.selection = selection
    let table = selection.table
    let figure = selection.figure
    let panel = try figure.panel.map { try table.cells(in: $0) }
    let series = try figure.series.map { try table.cells(in: $0) }
    var members: [[String?]: [Int]] = [:]
    for row in selection.rows {
      members[[panel?[row]] + series.map { $0[row] }, default: []].append(row)
    }
    let panels: [String?] =
      selection.panels.isEmpty ? [nil] : selection.panels.map { $0 }
    for (p, panel) in panels.enumerated() {
      for (s, series) in selection.series.enumerated() {
        guard let rows = members[[panel] + series] else { continue }
        for row in rows { groupOfRow[row] = groups.count }
        groups.append(
          .init(panel: panel, series: series, panelIndex: p, seriesIndex: s))
      }
    }
    xOfRow = positions(
      of: try table.cells(in: figure.x), on: selection.x, rows: selection.rows)
    if let y = selection.y {
      yOfRow = positions(
        of: try table.cells(in: figure.y[0]), on: y, rows: selection.rows)
    }
    numbers = try figure.measured.map {
      try numericCells(of: $0, in: selection)
    }
  }

  /// The group of a row and its place there: that of its x, in a map that of
  /// its x and y, row by row of the map.
  func place(ofRow row: Int) -> (group: Int, place: Int)? {
    guard let group = groupOfRow[row], let x = xOfRow[row] else { return nil }
    guard selection.y != nil else { return (group, x) }
    return yOfRow[row].map { (group, $0 * selection.x.count + x) }
  }

  /// The height of the highest stack.
  func tallest(_ means: [Double?], least: Double) -> Double {
    let (parts, width) = (selection.figure.y.count, selection.x.count)
    var tallest = least
    for group in groups.indices {
      for x in 0..<width {
        let stack = (0..<parts).map {
          means[(group * parts + $0) * width + x] ?? 0
        }
        tallest = max(tallest, stack.reduce(0, +))
      }
    }
    return tallest
  }
}

/// Where the cells of some rows stand on an axis; none where a cell is empty.
private func positions(
  of cells: [String], on axis: Selection.Axis, rows: [Int]
) -> [Int: Int] {
  var positions: [Int: Int] = [:]
  switch axis {
  case .words(let words):
    let index = Dictionary(
      uniqueKeysWithValues: words.enumerated().map { ($1, $0) })
    for row in rows { positions[row] = index[cells[row]] }
  case .numbers(let values):
    let index = Dictionary(
      uniqueKeysWithValues: values.enumerated().map { ($1, $0) })
    for row in rows {
      positions[row] = Table.number(in: cells[row]).flatMap { index[$0] }
    }
  }
  return positions
}

/// The numbers of a measured column by row; `nil` where nothing was measured.
private func numericCells(
  of column: String, in selection: Selection
) throws -> [Double?] {
  let table = selection.table
  let cells = try table.cells(in: column)
  var numbers = [Double?](repeating: nil, count: cells.count)
  var stranger: Int?
  for row in selection.rows where !cells[row].isEmpty {
    numbers[row] = Table.number(in: cells[row])
    if numbers[row] == nil, stranger == nil { stranger = row }
  }
  guard numbers.contains(where: { $0?.isFinite == true }) else {
    throw FigureError.nothingNumeric(
      figure: selection.figure.name, csv: selection.figure.csv,
      column: column)
  }
  if let row = stranger {
    throw TableError.notANumber(
      cells[row], column: column, file: table.file,
      line: table.line(ofRow: row))
  }
  return numbers
}
