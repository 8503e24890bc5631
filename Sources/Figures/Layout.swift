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
  /// Whether the words along x are too long to stand side by side.
  var slanted = false

  /// The height of a line of text, and of a line of the key.
  static let line = 0.38
  static let keyLine = 0.47

  init(_ figure: FigureSpecification, panels: Int, key: [String], x: [String]) {
    let panels = max(1, panels)
    columns = panels <= 3 ? panels : panels == 4 ? 2 : 3
    rows = (panels + columns - 1) / columns
    width = figure.width ?? 8.5 * Double(columns)
    height = figure.height ?? 5.5 * Double(rows)

    if key.count > 1 {
      // As gnuplot counts: the longest text, a few letters and the sample.
      let entry = 0.19 * Double((key.map(\.count).max() ?? 0) + 3) + 0.6
      keyColumns = min(key.count, max(1, Int((width - 0.4) / entry)))
      keyRows = (key.count + keyColumns - 1) / keyColumns
      // Full rows look better than a long row and a short one.
      keyColumns = (key.count + keyRows - 1) / keyRows
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
    let longest = x.map(Layout.textWidth).max() ?? 0
    if longest > panelWidth / Double(max(1, x.count)) * 0.95 {
      slanted = true
      bottom += longest * 0.5
      if figure.height == nil { height += longest * 0.5 }
    }
  }

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
