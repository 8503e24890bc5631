import Tables

extension Script {
  /// Reads the CSV once and leaves the means in the data block `$means`.
  ///
  /// A line is a block of `$means`: x, mean, low, high. Point k is value i of
  /// x on line l, where k = n * (l - 1) + i.
  var reading: String {
    [
      """
      # One pass over the CSV: count, mean and spread of every point's
      # replicates, after Welford. Point k = n * (line - 1) + i is value i of x.
      \(tally)
      """,
      """
      # A block for each line: x, mean, low, high.
      set datafile separator whitespace
      unset datafile
      \(output)
      """,
    ].joined(separator: "\n\n") + "\n"
  }

  /// The pass over the CSV, which leaves N[k] replicates with the mean M[k].
  var tally: String {
    """
    set datafile separator comma
    set datafile columnheaders
    set datafile commentschars ''
    n = \(selection.placeCount)
    lines = \(lineCount)
    \(places)
    \(groups)
    \(statistics)
    stats csv using (row(0)) nooutput
    """
  }

  var lineCount: Int { points.groups.count * figure.measured.count }

  /// Whether some point has low and high ends to draw.
  var hasRibbon: Bool {
    figure.ribbon != .none && points.hasReplicates
  }

  /// `place(r)`: which point of its group the row belongs to, 0 for none.
  private var places: String {
    guard let y = selection.y else {
      return lookup("place", of: figure.x, in: selection.x, "X", count: "n")
    }
    return """
      nx = \(selection.x.count)
      ny = \(y.count)
      \(lookup("across", of: figure.x, in: selection.x, "X", count: "nx"))
      \(lookup("up", of: figure.y[0], in: y, "Y", count: "ny"))
      cell(a, b) = a && b ? nx * (b - 1) + a : 0
      place(r) = cell(across(r), up(r))
      """
  }

  /// `function(r)`: which value of an axis the row has, 0 for none. A second
  /// axis has arrays and helpers of its own.
  private func lookup(
    _ function: String, of column: String, in axis: Selection.Axis,
    _ values: String, count: String
  ) -> String {
    let name = quoted(column)
    let own = values == "X" ? "" : values
    switch axis {
    case .numbers(let numbers):
      return """
        \(array(values, numbers.map(Table.text)))
        find\(own)(v, a, b) = a == b ? a : v <= \(values)[(a + b) / 2] ? \\
          find\(own)(v, a, (a + b) / 2) : find\(own)(v, (a + b) / 2 + 1, b)
        check\(own)(v, i) = \(values)[i] == v ? i : 0
        \(function)(r) = \
        check\(own)(column(\(name)), find\(own)(column(\(name)), 1, \(count)))
        """
    case .words(let words):
      return """
        \(array("Word\(own)", words.map(quoted)))
        \(array("Tick\(own)", words.map { quoted($0.inFormat) }))
        find\(own)(s, i) = i > \(count) ? 0 : \
        Word\(own)[i] eq s ? i : find\(own)(s, i + 1)
        \(function)(r) = find\(own)(strcol(\(name)), 1)
        """
    }
  }

  /// `group(r)`: which panel and series the row belongs to, 0 for none.
  private var groups: String {
    let keep = figure.filter.map { condition in
      let column = quoted(condition.column)
      let tests = condition.values.map { value in
        guard let number = Table.number(in: value) else {
          return "strcol(\(column)) eq \(quoted(value))"
        }
        return "column(\(column)) == \(Table.text(of: number))"
      }
      return tests.count == 1
        ? tests[0] : "(\(tests.joined(separator: " || ")))"
    }
    let choices = points.groups.enumerated().map { position, group in
      let cells =
        (figure.panel.map { [($0, group.panel ?? "")] } ?? [])
        + Array(zip(figure.series, group.series))
      let tests = cells.map { "strcol(\(quoted($0))) eq \(quoted($1))" }
      return tests.isEmpty
        ? "\(position + 1)"
        : tests.joined(separator: " && ") + " ? \(position + 1)"
    }
    let open = choices.last?.contains(" ? ") == true ? [" 0"] : []
    let group = choices.map { " " + $0 } + open
    return """
      keep(r) = \(keep.isEmpty ? "1" : keep.joined(separator: " && \\\n  "))
      group(r) = \\
       \(group.joined(separator: " : \\\n "))
      """
  }

  /// The arrays of statistics and `row(r)`, which adds a row to them.
  private var statistics: String {
    let spread: (start: String, step: String) =
      switch figure.ribbon {
      case .none: ("", "")
      case .ci95, .bars:
        ("Q[k] = 0.0; ", ", Q[k] = Q[k] + d * (y - M[k])")
      case .minMax:
        (
          "A[k] = 0.0; B[k] = 0.0; ",
          """
          , \\
            A[k] = N[k] == 1 || y < A[k] ? y : A[k], \\
            B[k] = N[k] == 1 || y > B[k] ? y : B[k]
          """
        )
      }
    // In a map also whether a point has any row, be it without a number.
    let seen: (start: String, step: [String]) =
      figure.isMap
      ? ("S[k] = 0; ", ["S[n * (g - 1) + i] = 1"]) : ("", [])
    let arrays =
      ["N", "M"] + (figure.isMap ? ["S"] : [])
      + (spread.start.isEmpty
        ? []
        : figure.ribbon == .minMax
          ? ["A", "B"] : ["Q"])
    let y = figure.measured.enumerated().map { position, column in
      let line =
        figure.measured.count == 1
        ? "(g - 1)" : "(\(figure.measured.count) * (g - 1) + \(position))"
      return "add(n * \(line) + i, column(\(quoted(column))))"
    }
    return """
      \(arrays.map { "array \($0)[n * lines]" }.joined(separator: "\n"))
      do for [k = 1:n * lines] { N[k] = 0; M[k] = 0.0; \(spread.start)\(seen.start)}
      add(k, y) = y - y == 0 ? (N[k] = N[k] + 1, \\
        d = y - M[k], M[k] = M[k] + d / N[k]\(spread.step), 0) : 0
      row(r) = (g = keep(r) ? group(r) : 0, i = g ? place(r) : 0, \\
        i ? (\((seen.step + y).joined(separator: ", \\\n  "))) : 0, 0)
      """
  }

  private var output: String {
    let x = isCategorical ? "i - 1" : "X[i]"
    return """
      scale = \(unit.factor)
      \(ends)
      text(x, y, a, b) = sprintf('%.15g %.15g', x, scale * y) \\
        .(a == a ? sprintf(' %.15g %.15g', scale * a, scale * b) : ' NaN NaN')
      set print $means
      do for [line = 1:lines] {
        some = 0
        do for [i = 1:n] {
          k = n * (line - 1) + i
          if (N[k] > 0) {
            print text(\(x), M[k], low(k), high(k))
            some = 1
          }
        }
        if (!some) { print 'NaN NaN NaN NaN' }
        print ''
        print ''
      }
      set print
      """
  }

  /// `low(k)` and `high(k)`: where the ribbon or the part of a bar ends.
  private var ends: String {
    if figure.kind == .stackedBars {
      // Lines follow each other part by part, so a part stands on the one
      // before it, n points earlier.
      return """
        parts = \(figure.y.count)
        array Top[n * lines]
        do for [k = 1:n * lines] {
          Top[k] = M[k]
          if (((k - 1) / n) % parts) { Top[k] = Top[k - n] + M[k] }
        }
        low(k) = Top[k] - M[k]
        high(k) = Top[k]
        """
    }
    switch figure.ribbon {
    case .none:
      return "low(k) = NaN\nhigh(k) = NaN"
    case .minMax:
      return """
        low(k) = N[k] > 1 ? A[k] : NaN
        high(k) = N[k] > 1 ? B[k] : NaN
        """
    case .ci95, .bars:
      let t = StudentT.quantiles.map { Table.text(of: $0) }
      // A logarithmic axis has no place for an end at or below zero.
      let floor =
        figure.logY
        ? "M[k] - half(k) > 0 ? M[k] - half(k) : M[k] / 10"
        : "M[k] - half(k)"
      return """
        # Student's t for 95 % on both sides, by degrees of freedom.
        \(array("T", t))
        t95(f) = f <= \(t.count) ? T[int(f)] : 1.96
        half(k) = N[k] < 2 ? NaN : \\
          t95(N[k] - 1) * sqrt(Q[k] / (N[k] - 1) / N[k])
        low(k) = N[k] < 2 ? NaN : \(floor)
        high(k) = N[k] < 2 ? NaN : M[k] + half(k)
        """
    }
  }

  /// The unit of the vertical axis, with the prefix that suits its values.
  var unit: AxisUnit {
    guard figure.yLabel == nil else { return AxisUnit(nil, greatest: 0) }
    let units = figure.y.map { ColumnName($0).unit }
    let shared = units.allSatisfy { $0 == units[0] } ? units[0] : nil
    let greatest = max(
      abs(points.range.lowerBound), abs(points.range.upperBound))
    return AxisUnit(shared, greatest: greatest)
  }
}
