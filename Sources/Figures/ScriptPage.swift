extension Script {
  /// What stands once on the page: title, names of the axes, key.
  var page: String {
    let l = layout
    let middle = "\(cm((l.left + l.width - l.right) / 2 / l.width))"
    let rise = cm((l.bottom + l.height - l.top) / 2 / l.height)
    var text = [
      "# What stands once on the page.",
      "unset border",
      "unset tics",
      "unset title",
      "set lmargin at screen 0",
      "set rmargin at screen 1",
      "set label 1 Page[1] at screen \(middle), screen "
        + "\(cm((figure.isMap ? 0.28 + Layout.line : 0.28) / l.height)) "
        + "center noenhanced",
      "set label 2 Page[2] at screen \(cm(0.25 / l.width)), screen "
        + "\(rise) center rotate noenhanced",
    ]
    if !figure.title.isEmpty {
      text.append(
        "set label 3 Page[3] at screen 0.5, screen "
          + "\(cm(1 - 0.28 / l.height)) center noenhanced")
    }
    if figure.isMap {
      text.append(
        "set label 4 Page[4] at screen 0.5, screen \(cm(0.25 / l.height)) "
          + "center font small noenhanced")
    }
    if shownKey.count > 1 || figure.isMap {
      let isShort = shownKey.allSatisfy { $0.count < 8 }
      let above = 0.06 + (figure.title.isEmpty ? 0 : Layout.line + 0.05)
      text.append(
        "set key at screen 0.5, screen \(cm(1 - above / l.height)) "
          + "center top \\\n"
          // The two terminals do not agree on how wide a letter is.
          + "  horizontal maxcols \(l.keyColumns) "
          + "width (format eq 'svg' ? \(isShort ? 0 : -1) : 1)")
    }
    text.append("plot NaN notitle" + keyEntries)
    text.append("unset label")
    return text.joined(separator: "\n")
  }

  private var keyEntries: String {
    if figure.isMap { return mapKeyEntries }
    guard keyTexts.count > 1 else { return "" }
    let shape =
      switch figure.kind {
      case .lines: "linespoints ls s"
      case .points: "points ls s"
      case .stackedBars, .winners: "boxes ls s fs solid noborder"
      }
    return ", for [s = 1:\(keyTexts.count)] \\\n  "
      + "keyentry with \(shape) title Key[s]"
  }

  /// The names of the axes, the title and, below a map, its note.
  var pageTexts: [String] {
    [xText, yText, figure.title] + (figure.isMap ? [note] : [])
  }

  var xText: String { figure.xLabel ?? ColumnName(figure.x).label }

  var yText: String {
    if let label = figure.yLabel { return label }
    if figure.isMap { return ColumnName(figure.y[0]).label }
    let words = sharedWords(figure.y.map(ColumnName.init))
    guard let unit = unit.name else { return words }
    return words + " (\(unit))"
  }
}
