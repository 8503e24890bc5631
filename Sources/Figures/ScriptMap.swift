extension Script {
  /// The squares of a map have the same size, whatever the values are.
  var mapAxes: String {
    """
    set xrange [0.5:nx + 0.5]
    set yrange [0.5:ny + 0.5]
    """
  }

  /// The frame of panel `p` of a map.
  var mapTics: String {
    """
    unset border
    unset grid
    set tics scale 0
    set ytics noenhanced
    \(tics("x", selection.x, shown: "lowest"))
    \(selection.y.map { tics("y", $0, shown: "!c") } ?? "")
    """
  }

  /// The values of an axis, each in the middle of its squares.
  private func tics(
    _ name: String, _ axis: Selection.Axis, shown: String
  ) -> String {
    let text =
      switch axis {
      case .words: name == "x" ? "Tick[i]" : "TickY[i]"
      case .numbers: "sprintf('%g', \(name == "x" ? "X" : "Y")[i])"
      }
    let turn =
      name == "x" && layout.turn > 0
      ? "set xtics rotate by \(layout.turn) right offset 0, 0\n" : ""
    return turn + """
      set \(name)tics ()
      do for [i = 1:n\(name)] {
        set \(name)tics add ((\(shown) ? \(text) : '') i)
      }
      """
  }

  /// What is plotted in panel `p`: squares, and numbers where they have room.
  var squares: String {
    let l = layout
    // A small gap between squares; numbers stand on white, so that every
    // colour of the style file lets them be read.
    let square = ends(0.5 - 0.02 / l.squareWidth, 0.5 - 0.02 / l.squareHeight)
    let sheet = ends(0.3 / l.squareWidth, 0.16 / l.squareHeight)
    func data(_ test: String) -> String {
      "$winners index p - 1 using \\\n    ($3 \(test) ? $1 : NaN):2:"
    }
    var parts = [
      "for [w = \(solid)] \(data("== w"))\(square) \\\n"
        + "    with boxxyerror ls w fs solid noborder notitle",
      "for [w = \(hatched)] \(data("== w"))\(square) \\\n"
        + "    with boxxyerror ls w dt 1 lw 1 fs pattern 2 border notitle",
      "\(data("== 0"))\(square) \\\n"
        + "    with boxxyerror ls 100 fs empty border notitle",
    ]
    if l.hasNumbers {
      parts += [
        "\(data("> 0"))\(sheet) \\\n    with boxxyerror lc rgb 'white' "
          + "fs transparent solid 0.8 noborder notitle",
        "$winners index p - 1 using 1:2:4 \\\n"
          + "    with labels font small noenhanced notitle",
      ]
    }
    return parts.joined(separator: ", \\\n  ")
  }

  /// The corners of a box around a point, for `using`.
  private func ends(_ x: Double, _ y: Double) -> String {
    "($1 - \(cm(x))):($1 + \(cm(x))): \\\n"
      + "    ($2 - \(cm(y))):($2 + \(cm(y)))"
  }

  /// The first seven winners, whose styles have colours of their own.
  private var solid: String { "1:winners < 7 ? winners : 7" }
  /// All others, whose squares are hatched.
  private var hatched: String { "8:winners" }

  /// The entries of the key of a map: who wins somewhere.
  var mapKeyEntries: String {
    ", for [w = \(solid)] \\\n"
      + "  keyentry with boxes ls w fs solid noborder title entry(w)"
      + ", \\\n  for [w = \(hatched)] keyentry with boxes ls w \\\n"
      + "    dt 1 lw 1 fs pattern 2 border title entry(w)"
      + ", \\\n  for [i = 1:none] \\\n"
      + "  keyentry with boxes ls 100 fs empty border \\\n"
      // gnuplot counts an entry that is repeated 0 times, if it has a title.
      + "  title (none ? 'none fits' : '')"
  }

  /// The texts of these entries, as far as the present CSV has them.
  func mapKey(_ winners: Winners) -> [String] {
    winners.series.map { keyTexts[$0] }
      + (winners.hasEmpty ? ["none fits"] : [])
  }
}
