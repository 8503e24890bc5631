import Foundation

/// Where things stand on the page, in cm from its lower left corner.
struct Layout: Equatable {
  var width: Double
  var height: Double
  /// Panels in a row, and rows of panels.
  var columns: Int
  var rows: Int
  /// The outer margins of the panels.
  var left = 1.5
  var right = 0.3
  var bottom = 1.05
  var top = 0.25
  /// Between neighbouring panels.
  var gapX = 0.4
  var gapY = 0.3
  /// Key entries in a row, and rows of them.
  var keyColumns = 1
  var keyRows = 0
  /// By how many degrees the texts along x are turned, if they are too long
  /// to stand side by side.
  var turn = 0
  /// Squares across and up, in a map.
  var squaresX = 1
  var squaresY = 1

  /// The height of a line of text, and of a line of the key.
  static let line = 0.38
  static let keyLine = 0.47

  /// `x` and `y` are the texts along axes with a place for each; `key` those
  /// of the key.
  init(
    _ figure: FigureSpecification, panels: Int, key: [String], x: [String],
    y: [String] = []
  ) {
    let panels = max(1, panels)
    columns = panels <= 3 ? panels : panels == 4 ? 2 : 3
    rows = (panels + columns - 1) / columns
    width = figure.width ?? 8.5 * Double(columns)
    height = figure.height ?? 5.5 * Double(rows)

    if key.count > 1 || figure.isMap {
      // As gnuplot counts: the longest text, a few letters and the sample.
      let entry = 0.19 * Double((key.map(\.count).max() ?? 0) + 3) + 0.6
      keyColumns = max(1, min(key.count, Int((width - 0.4) / entry)))
      keyRows = (key.count + keyColumns - 1) / max(1, keyColumns)
      // Full rows look better than a long row and a short one.
      keyColumns = (key.count + keyRows - 1) / max(1, keyRows)
      top += Double(keyRows) * Layout.keyLine + 0.05
      // A long key (or word) makes the figure taller, not the panels flatter.
      if figure.height == nil {
        height += Double(keyRows - 1) * Layout.keyLine
      }
    }
    if !figure.title.isEmpty { top += Layout.line + 0.05 }
    if panels > 1 || figure.panel != nil {
      top += Layout.line
      gapY += Layout.line
    }
    if figure.isMap { makeRoom(y: y, x: x) }
    let longest = x.map(Layout.textWidth).max() ?? 0
    let room = panelWidth / Double(max(1, x.count))
    if longest > room * 0.95 {
      // Slanted lines that are too near touch each other.
      turn = figure.isMap && room < 0.6 ? 90 : 35
      let more = turn == 90 ? max(0, longest - 0.3) : longest * 0.5
      bottom += more
      if figure.height == nil { height += more }
    }
    if figure.isMap, figure.height == nil {
      // Squares that are neither flat nor towers.
      let panel = Double(squaresY) * min(0.9, max(0.45, 3.6 / Double(squaresY)))
      height = bottom + top + panel * Double(rows) + gapY * Double(rows - 1)
    }
  }

  /// Makes room for the texts beside a map and the note below it.
  private mutating func makeRoom(y: [String], x: [String]) {
    (squaresX, squaresY) = (max(1, x.count), max(1, y.count))
    left = max(1.1, 0.8 + (y.map(Layout.textWidth).max() ?? 0))
    bottom += Layout.line
  }

  /// The sides of a square of a map.
  var squareWidth: Double { panelWidth / Double(squaresX) }
  var squareHeight: Double { panelHeight / Double(squaresY) }

  /// Whether a square has room for a number of four or five small letters.
  var hasNumbers: Bool { squareWidth >= 0.66 && squareHeight >= 0.4 }

  var panelWidth: Double {
    (width - left - right - gapX * Double(columns - 1)) / Double(columns)
  }
  var panelHeight: Double {
    (height - bottom - top - gapY * Double(rows - 1)) / Double(rows)
  }

  /// About how wide a text is at the size of all figures, 8.5 pt.
  static func textWidth(_ text: String) -> Double {
    0.155 * Double(text.count)
  }
}
