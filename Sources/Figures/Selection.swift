import Foundation
import Tables

/// The rows that a figure draws, and the values that name its parts.
struct Selection {
  /// The values of x, in the order in which they stand along the axis.
  enum Axis: Equatable {
    case numbers([Double])
    case words([String])

    var count: Int {
      switch self {
      case .numbers(let values): values.count
      case .words(let values): values.count
      }
    }

    /// The values as they are printed beside the axis.
    var texts: [String] {
      switch self {
      case .numbers(let values): values.map { String(format: "%g", $0) }
      case .words(let words): words
      }
    }
  }

  let figure: FigureSpecification
  let table: Table
  /// The rows that meet every condition, as positions in the table.
  let rows: [Int]
  let x: Axis
  /// The values of y, if this is a map.
  let y: Axis?
  /// The distinct cells of the panel column; empty if there is none.
  let panels: [String]
  /// The combinations of series cells that occur; `[[]]` without series.
  let series: [[String]]

  init(_ figure: FigureSpecification, of table: Table) throws {
    self.figure = figure
    self.table = table
    for column in [figure.x] + figure.y + figure.series + figure.measured {
      _ = try table.index(of: column)
    }
    let conditions = try figure.filter.map { condition in
      (try table.cells(in: condition.column), condition.values)
    }
    let rows = table.rows.indices.filter { row in
      conditions.allSatisfy { cells, values in
        values.contains { agree(cells[row], $0) }
      }
    }
    self.rows = rows
    guard !rows.isEmpty else {
      let filter = figure.filter.map(\.text)
      throw FigureError.noRowLeft(
        figure: figure.name, csv: figure.csv,
        filter: filter.joined(separator: " and "))
    }
    let keys = figure.series + (figure.panel.map { [$0] } ?? [])
    try checkCells(of: figure, in: table, rows: rows, keys: keys)

    x = try axis(figure.x, of: figure, in: table, rows: rows)
    y =
      figure.isMap
      ? try axis(figure.y[0], of: figure, in: table, rows: rows) : nil
    panels =
      try figure.panel.map { panel in
        let cells = try table.cells(in: panel)
        return distinct(rows.map { cells[$0] })
      } ?? []
    let columns = try figure.series.map { try table.cells(in: $0) }
    let orders = columns.map { cells in distinct(rows.map { cells[$0] }) }
    let present = Set(rows.map { row in columns.map { $0[row] } })
    series = product(orders).filter(present.contains)
  }

  /// How many points a series has in a panel: one for each value of x, or for
  /// each pair of x and y in a map.
  var placeCount: Int { x.count * (y?.count ?? 1) }
}

/// Whether a cell is the value of a condition: as numbers if both are.
func agree(_ cell: String, _ value: String) -> Bool {
  guard let a = Table.number(in: cell), let b = Table.number(in: value) else {
    return cell == value
  }
  return a == b
}

/// Each value once: in numeric order if all are numbers, else as they came.
func distinct(_ cells: [String]) -> [String] {
  var seen: Set<String> = []
  let words = cells.filter { seen.insert($0).inserted }
  let numbers = words.compactMap { Table.number(in: $0) }
  guard numbers.count == words.count, numbers.allSatisfy(\.isFinite) else {
    return words
  }
  return zip(words, numbers).sorted { $0.1 < $1.1 }.map(\.0)
}

/// Every combination of one element of each list, the first varying slowest.
func product(_ lists: [[String]]) -> [[String]] {
  lists.reduce([[]]) { heads, tails in
    heads.flatMap { head in tails.map { head + [$0] } }
  }
}

/// The values along an axis with one place for each: x, and y of a map.
private func axis(
  _ column: String, of figure: FigureSpecification, in table: Table,
  rows: [Int]
) throws -> Selection.Axis {
  let cells = try table.cells(in: column)
  let present = rows.map { cells[$0] }.filter { !$0.isEmpty }
  let numbers = present.compactMap { Table.number(in: $0) }
  let isWords = numbers.count < present.count
  if isWords {
    try checkCells(of: figure, in: table, rows: rows, keys: [column])
    guard !figure.logX else {
      throw FigureError.impossible(.logOfWords, figure: figure.name)
    }
  }
  let shown = numbers.filter { $0.isFinite && (!figure.logX || $0 > 0) }
  guard isWords || !shown.isEmpty else {
    throw FigureError.nothingNumeric(
      figure: figure.name, csv: figure.csv, column: column)
  }
  return isWords ? .words(distinct(present)) : .numbers(Set(shown).sorted())
}

/// Throws if gnuplot's CSV reader would see other cells than ours did.
///
/// It knows no line ends inside cells and drops backslashes, which may move
/// the cells that follow. It stops at commas and doubled quotes
/// and drops leading spaces; only cells that are compared with a text suffer
/// from that.
private func checkCells(
  of figure: FigureSpecification, in table: Table, rows: [Int],
  keys: [String]
) throws {
  func fault(_ row: Int, _ column: Int) -> FigureError {
    .ambiguousCell(
      table.rows[row][column], column: table.columns[column],
      figure: figure.name, csv: figure.csv, line: table.line(ofRow: row))
  }
  for (row, cells) in table.rows.enumerated() {
    let breaks = cells.firstIndex { cell in
      cell.utf8.contains(UInt8(ascii: "\\"))
        || cell.contains(where: \.isNewline)
    }
    if let column = breaks {
      throw fault(row, column)
    }
  }
  let columns = try keys.map { try table.index(of: $0) }
  for row in rows {
    for column in columns {
      let cell = table.rows[row][column]
      if cell.utf8.contains(where: {
        $0 == UInt8(ascii: "\"")
          || $0 == UInt8(ascii: ",")
      })
        || cell.first?.isWhitespace == true
        || cell.last?.isWhitespace == true
      {
        throw fault(row, column)
      }
    }
  }
}
