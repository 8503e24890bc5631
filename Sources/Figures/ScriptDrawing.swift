import Foundation
import Tables

extension Script {
  /// Draws `$means` once for each terminal.
  var drawing: String {
    let name = quoted(figure.name)
    return """
      # The panels, with one scale for all of them.
      \(axes)

      do for [format in 'svg pdf'] {
        if (format eq 'svg') {
          set terminal svg size \(pixels(layout.width)),\
      \(pixels(layout.height)) font 'Arial,11.33' \\
            linewidth 1.33 background 'white'
        } else {
          set terminal pdfcairo size \(cm(layout.width))cm,\
      \(cm(layout.height))cm font 'Arial,8.5' \\
            fontscale 0.75 linewidth 2
        }
        set output into.\(name).'.'.format
        set multiplot
        do for [p = 1:\(panelTexts.count)] {
      \(indented(panel, by: 4))
        }
        unset multiplot
        unset output
      }

      """
  }

  var layout: Layout {
    var words: [String] = []
    if case .words(let texts) = selection.x { words = texts }
    return Layout(
      figure, panels: panelTexts.count, key: keyTexts, x: words)
  }

  /// Scales, ranges and tics.
  private var axes: String {
    let n = selection.x.count
    var text: [String] = []
    if figure.logX { text.append("set logscale x") }
    if figure.logY { text.append("set logscale y") }
    if isCategorical {
      text.append("set xrange [-0.6:n - 0.4]")
    } else if figure.logX {
      text.append(
        """
        pad = n > 1 ? (X[n] / X[1]) ** 0.03 : 1.5
        set xrange [X[1] / pad:X[n] * pad]
        """)
    } else {
      text.append(
        """
        pad = n > 1 ? 0.03 * (X[n] - X[1]) : 0.5
        set xrange [X[1] - pad:X[n] + pad]
        """)
    }
    let ends = figure.kind == .stackedBars || hasRibbon
    if figure.kind == .stackedBars, points.range.lowerBound >= 0 {
      text.append("set yrange [0:*]")
    }
    let block = "for [i = 1:lines] $means index i - 1 using 1"
    let both = ", \\\n  \(block):3 notitle, \(block):4 notitle"
    text.append(
      """
      set terminal unknown
      plot \(block):2 notitle\(ends ? both : "")
      set yrange [GPVAL_Y_MIN:GPVAL_Y_MAX]
      """)
    if !isCategorical, figure.logX, n <= 8 {
      // The values themselves tell more than powers of ten do.
      text.append(
        """
        set xtics ()
        do for [i = 1:n] { set xtics add (sprintf('%g', X[i]) X[i]) }
        """)
    }
    return text.joined(separator: "\n")
  }

  /// Whether the values of x stand at 0, 1, 2, ... rather than to scale.
  var isCategorical: Bool {
    if case .words = selection.x { return true }
    return figure.kind == .stackedBars
  }

  /// The commands of panel `p`.
  private var panel: String {
    let l = layout
    let top = l.height - l.top
    let head = panelTexts.count > 1 || figure.panel != nil
    var text = [
      "c = (p - 1) % \(l.columns)",
      "r = (p - 1) / \(l.columns)",
      "left = \(cm(l.left)) + c * \(cm(l.panelWidth + l.gapX))",
      "top = \(cm(top)) - r * \(cm(l.panelHeight + l.gapY))",
      "set lmargin at screen left / \(cm(l.width))",
      "set rmargin at screen (left + \(cm(l.panelWidth))) / \(cm(l.width))",
      "set tmargin at screen top / \(cm(l.height))",
      "set bmargin at screen (top - \(cm(l.panelHeight))) / \(cm(l.height))",
      "set format y (c ? '' : \(quoted(yFormat)))",
    ]
    if head { text.append("set title Panel[p]") }
    text.append(
      "low = p + \(l.columns) > \(panelTexts.count)  # nothing below")
    text.append(xTics)
    text.append("unset label")
    text.append("if (p == 1) {\n\(indented(labels, by: 2))\n}")
    text.append(plot)
    return text.joined(separator: "\n")
  }

  private var xTics: String {
    let slant = layout.slanted ? "set xtics rotate by 35 right\n" : ""
    switch selection.x {
    case .words:
      return slant + """
        set xtics ()
        do for [i = 1:n] { set xtics add ((low ? Tick[i] : '') i - 1) }
        """
    case .numbers where isCategorical:
      return """
        set xtics ()
        do for [i = 1:n] {
          set xtics add ((low ? sprintf('%g', X[i]) : '') i - 1)
        }
        """
    case .numbers:
      return "set format x (low ? \(quoted("%g")) : '')"
    }
  }

  /// What stands once on the page: title, names of the axes, key.
  private var labels: String {
    let l = layout
    let middle = "\(cm((l.left + l.width - l.right) / 2 / l.width))"
    let rise = cm((l.bottom + l.height - l.top) / 2 / l.height)
    var text = [
      "set label 1 \(quoted(xText)) at screen \(middle), screen "
        + "\(cm(0.28 / l.height)) center",
      "set label 2 \(quoted(yText)) at screen \(cm(0.25 / l.width)), screen "
        + "\(rise) center rotate",
    ]
    if !figure.title.isEmpty {
      text.append(
        "set label 3 \(quoted(figure.title)) at screen 0.5, screen "
          + "\(cm(1 - 0.28 / l.height)) center")
    }
    if keyTexts.count > 1 {
      let above = 0.06 + (figure.title.isEmpty ? 0 : Layout.line + 0.05)
      text.append(
        "set key at screen 0.5, screen \(cm(1 - above / l.height)) "
          + "center top maxcols \(l.keyColumns)")
    }
    return text.joined(separator: "\n")
  }

  private var plot: String {
    let block = "for [i = First[p]:Last[p]] $means index i - 1 using "
    let mark =
      switch figure.kind {
      case .lines: "linespoints"
      case .points: "points"
      case .stackedBars: "boxxyerror"
      }
    var parts: [String] = []
    switch figure.kind {
    case .stackedBars:
      parts.append(
        "\(block)\\\n    1:2:($1 - 0.35):($1 + 0.35):3:4 \\\n"
          + "    with boxxyerror ls Style[i] fs solid 0.85 notitle")
    case .lines, .points:
      if hasRibbon {
        parts.append(
          figure.ribbon == .bars
            ? block + "1:2:3:4 \\\n"
              + "    with yerrorbars ls Style[i] dt 1 pt 0 lw 1 notitle"
            : block + "1:3:4 \\\n    with filledcurves ls Style[i] "
              + "fs transparent solid 0.2 noborder notitle")
      }
      parts.append(block + "1:2 \\\n    with \(mark) ls Style[i] notitle")
    }
    if keyTexts.count > 1 {
      let fill = figure.kind == .stackedBars ? " fs solid 0.85" : ""
      let shape = figure.kind == .stackedBars ? "boxes" : mark
      parts.append(
        "for [s = 1:(p == 1 ? \(keyTexts.count) : 0)] "
          + "keyentry with \(shape) ls s\(fill) title Key[s]")
    }
    return "plot " + parts.joined(separator: ", \\\n  ")
  }

  private var xText: String { figure.xLabel ?? ColumnName(figure.x).label }

  private var yText: String {
    if let label = figure.yLabel { return label }
    let words = sharedWords(figure.y.map(ColumnName.init))
    guard let unit = unit.name else { return words }
    return words + " (\(unit))"
  }

  private var yFormat: String {
    let range = points.range
    let decades =
      range.lowerBound > 0
      ? log10(range.upperBound / range.lowerBound) : 0
    return figure.logY && decades >= 2 ? "10^{%L}" : "%g"
  }
}

/// A length or a share of the page, short enough to read.
private func cm(_ length: Double) -> String {
  Table.text(of: (length * 1000).rounded() / 1000)
}

/// A length in cm as CSS pixels, 96 to the inch.
private func pixels(_ length: Double) -> Int {
  Int((length / 2.54 * 96).rounded())
}

private func indented(_ text: String, by spaces: Int) -> String {
  let margin = String(repeating: " ", count: spaces)
  return text.split(separator: "\n").map { margin + $0 }
    .joined(separator: "\n")
}
