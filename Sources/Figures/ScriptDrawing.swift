import Foundation
import Tables

extension Script {
  /// Draws `$means` once for each terminal.
  var drawing: String {
    return """
      # The panels, with one scale for all of them.
      \(axes)

      do for [format in 'svg pdf'] {
        if (format eq 'svg') {
          set terminal svg size \(pixels(layout.width)),\
      \(pixels(layout.height)) font 'Arial,11.33' \\
            linewidth 1.33 background 'white'\(small(8.67))
        } else {
          set terminal pdfcairo size \(cm(layout.width))cm,\
      \(cm(layout.height))cm font 'Arial,8.5' \\
            fontscale 0.75 linewidth 2\(small(6.5))
        }
        load folder.'style.gp'
        set output into.name.'.'.format
        set multiplot
        do for [p = 1:\(panelTexts.count)] {
      \(indented(panel, by: 4))
        }
      \(indented(page, by: 2))
        unset multiplot
        unset output
      }

      """
  }

  /// The font of the numbers in a map and of its note.
  private func small(_ size: Double) -> String {
    figure.isMap ? "\n    small = ',\(cm(size))'" : ""
  }

  var layout: Layout {
    var words: [String] = []
    if case .words(let texts) = selection.x { words = texts }
    return Layout(
      figure, panels: panelTexts.count, key: shownKey,
      x: figure.isMap ? selection.x.texts : words,
      y: selection.y?.texts ?? [])
  }

  /// The texts that the key shows; a map's has only who wins somewhere.
  var shownKey: [String] {
    figure.isMap ? mapKey(Winners(points, of: selection)) : keyTexts
  }

  /// Scales, ranges and tics.
  private var axes: String {
    if figure.isMap { return mapAxes }
    var text: [String] = []
    if isShifted {
      let count = keyTexts.count
      let step = min(0.12, 0.6 / Double(count))
      text.append(
        "shift(s) = \(cm(step)) * (s - \(cm(Double(count + 1) / 2)))")
    }
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
    let stands = figure.kind == .stackedBars
    let block = "for [i = 1:lines] $means index i - 1 using 1"
    let plots = (ends ? [2, 3, 4] : [2]).map { "\(block):\($0) notitle" }
    text.append(
      """
      # Drawn once to nowhere, to learn the range of y.
      set terminal dumb
      set output '/dev/null'
      plot \(plots.joined(separator: ", \\\n  "))
      """)
    text.append(
      figure.logY
        ? "set yrange [GPVAL_Y_MIN:GPVAL_Y_MAX]"
        : """
        # Three to seven tics, and a range that ends at tics.
        a = GPVAL_DATA_Y_MIN\(stands ? " < 0 ? GPVAL_DATA_Y_MIN : 0" : "")
        b = GPVAL_DATA_Y_MAX
        ten = b > a ? 10 ** floor(log10((b - a) / 4)) : 1
        f = b > a ? (b - a) / 4 / ten : 1
        step = ten * (f < 1.5 ? 1 : f < 3.5 ? 2 : f < 7.5 ? 5 : 10)
        set yrange [step * floor(a / step):step * (b > a ? ceil(b / step) : \\
          floor(b / step) + 1)]
        """)
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
    ]
    if !figure.isMap {
      text.append("set format y (c ? '' : \(quoted(yFormat)))")
      if !figure.logY { text.append("set ytics step") }
    }
    if head { text.append("set title Panel[p] noenhanced") }
    text.append(
      "lowest = p + \(l.columns) > \(panelTexts.count)")
    text += figure.isMap ? [mapTics, plot] : [xTics, plot]
    return text.joined(separator: "\n")
  }

  private var xTics: String {
    let turn = layout.turn
    let slant = turn > 0 ? "set xtics rotate by \(turn) right\n" : ""
    switch selection.x {
    case .words:
      return slant + """
        set xtics ()
        do for [i = 1:n] {
          set xtics add ((lowest ? Tick[i] : '') i - 1)
        }
        """
    case .numbers where isCategorical:
      return """
        set xtics ()
        do for [i = 1:n] {
          set xtics add ((lowest ? sprintf('%g', X[i]) : '') i - 1)
        }
        """
    case .numbers where figure.logX && selection.x.count <= 8:
      // The values themselves tell more than powers of ten do.
      return """
        set xtics ()
        do for [i = 1:n] {
          set xtics add ((lowest ? sprintf('%g', X[i]) : '') X[i])
        }
        """
    case .numbers(let values):
      // Six digits side by side leave no room: 1.5 M instead.
      let isLong = (values.last ?? 0) >= 1e5
      return
        "set format x (lowest ? \(quoted(isLong ? "%.1s %c" : "%g")) : '')"
    }
  }

  /// Whether points of several series at one word stand side by side.
  var isShifted: Bool {
    isCategorical && figure.kind == .points && keyTexts.count > 1
  }

  private var plot: String {
    let block = "for [i = First[p]:Last[p]] $means index i - 1 using "
    var parts: [String] = []
    switch figure.kind {
    case .winners: parts.append(squares)
    case .stackedBars:
      parts.append(
        "\(block)\\\n    1:2:($1 - 0.35):($1 + 0.35):3:4 \\\n"
          + "    with boxxyerror ls Style[i] fs solid noborder notitle")
    case .lines, .points:
      // A band joins its points; values that are not to scale have bars.
      let band = figure.kind == .lines && figure.ribbon != .bars
      let shift = isShifted ? "($1 + shift(Style[i]))" : "1"
      if hasRibbon, band, !isCategorical {
        parts.append(
          block + "1:3:4 \\\n    with filledcurves ls Style[i] "
            + "\\\n    fs transparent solid 0.2 noborder notitle")
      } else if hasRibbon {
        parts.append(
          block + "\(shift):2:3:4 \\\n"
            + "    with yerrorbars ls Style[i] dt 1 ps 0.01 lw 1 notitle")
      }
      // Markers that touch each other would hide the line.
      let thin = selection.x.count > 25 && !isCategorical
      let every = thin ? " pi \((selection.x.count + 11) / 12)" : ""
      let mark =
        figure.kind == .lines
        ? "linespoints ls Style[i]" + every : "points ls Style[i]"
      parts.append(
        block
          + "\(shift):2 \\\n    with \(mark) notitle"
      )
    }
    return "plot " + parts.joined(separator: ", \\\n  ")
  }

  private var yFormat: String {
    let range = points.range
    let decades =
      range.lowerBound > 0
      ? log10(range.upperBound / range.lowerBound) : 0
    // 100000 would reach into the label.
    let isWide = decades >= 2 || range.upperBound >= 1e5
    return figure.logY && isWide ? "10^{%L}" : "%g"
  }
}

/// A length or a share of the page, short enough to read.
func cm(_ length: Double) -> String {
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
