import Tables

/// The gnuplot script of a figure.
///
/// The script reads the CSV, computes means and intervals and draws; it holds
/// the names of what occurs in the CSV, and no data but the values of x.
struct Script {
  let figure: FigureSpecification
  let selection: Selection
  let points: Points
  /// The path of the CSV from the folder of the script.
  let csv: String

  /// The whole text.
  var text: String {
    let data = figure.isMap ? [winning] : [reading, names]
    return ([head] + data + [drawing]).joined(separator: "\n")
  }

  private var head: String {
    let name = "\(figure.name).gp"
    return """
      # Draws \(quoted(csv)) into \(figure.name).svg and \(figure.name).pdf.
      # To redraw them, from any folder: gnuplot \(name)
      # To draw elsewhere: gnuplot -e "into = '/tmp/'" \(name)

      reset
      if (!exists('ARG0')) { ARG0 = '' }
      cut = 0
      do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq '/') { cut = i } }
      folder = ARG0[1:cut]
      if (!exists('into')) { into = folder }
      csv = folder.\(quoted(csv))
      load folder.'style.gp'

      """
  }

  /// The line of the key that a line belongs to, counted from 1.
  func style(group: Points.Group, y: Int) -> Int {
    group.seriesIndex * figure.y.count + y + 1
  }

  /// The texts of the key, by style.
  var keyTexts: [String] {
    selection.series.flatMap { cells in
      let series = zip(figure.series, cells)
        .filter { belongs($0.0, to: cells) }.map(named)
      return figure.y.map { y in
        let parts = figure.y.count > 1 ? [ColumnName(y).words] + series : series
        return parts.joined(separator: ", ")
      }
    }
  }

  /// Whether a column says something about the series of `cells`: `astra.groups`
  /// belongs to those whose scheme is `astra`.
  private func belongs(_ column: String, to cells: [String]) -> Bool {
    guard let dot = column.firstIndex(of: ".") else { return true }
    let owner = String(column[..<dot])
    for other in figure.series.indices
    where selection.series.contains(where: { $0[other] == owner }) {
      return cells[other] == owner
    }
    return true
  }

  /// The titles of the panels; one, empty, without panels.
  var panelTexts: [String] {
    guard let panel = figure.panel else { return [""] }
    return selection.panels.map { named(panel, $0) }
  }

  /// What a value is called: a number needs the name of its column.
  private func named(_ column: String, _ cell: String) -> String {
    if cell.isEmpty { return "no \(column.replacing("_", with: " "))" }
    guard Table.number(in: cell) != nil else { return cell }
    let name = ColumnName(column)
    return name.inSentence + " " + cell + (name.unit.map { " " + $0 } ?? "")
  }

  /// The arrays of styles, lines, panels and texts.
  var names: String {
    let lines = points.groups.flatMap { group in
      figure.y.indices.map { "\(style(group: group, y: $0))" }
    }
    // Lines are numbered panel by panel.
    let counts = panelTexts.indices.map { panel in
      points.groups.count { $0.panelIndex == panel } * figure.y.count
    }
    let last = counts.indices.map { counts[...$0].reduce(0, +) }
    let first = zip(last, counts).map { $0 - $1 + 1 }
    return """
      # The style of each line, the panels with their lines, and the key.
      \(array("Style", lines))
      \(array("First", first.map { "\($0)" }))
      \(array("Last", last.map { "\($0)" }))
      \(array("Panel", panelTexts.map(quoted)))
      \(array("Key", keyTexts.map(quoted)))
      # The names of the axes, the title, and the name of the files.
      \(array("Page", pageTexts.map(quoted)))
      name = \(quoted(figure.name))

      """
  }
}
