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
      set datafile separator comma
      set datafile columnheaders
      set datafile commentschars ''
      n = \(selection.x.count)
      lines = \(lineCount)
      \(places)
      \(groups)
      \(statistics)
      stats csv using (row(0)) nooutput
      """,
      """
      # A block for each line: x, mean, low, high.
      set datafile separator whitespace
      unset datafile
      \(output)
      """,
    ].joined(separator: "\n\n") + "\n"
  }

  var lineCount: Int { points.groups.count * figure.y.count }

  /// Whether some point has low and high ends to draw.
  var hasRibbon: Bool {
    figure.ribbon != .none && points.hasReplicates
  }

  /// `place(r)`: which value of x the row has, 0 for none.
  private var places: String {
    let name = quoted(figure.x)
    let column = "column(\(name))"
    switch selection.x {
    case .numbers(let values):
      return """
        \(array("X", values.map(Table.text)))
        find(v, a, b) = a == b ? a : v <= X[(a + b) / 2] ? \\
          find(v, a, (a + b) / 2) : find(v, (a + b) / 2 + 1, b)
        check(v, i) = X[i] == v ? i : 0
        place(r) = check(\(column), find(\(column), 1, n))
        """
    case .words(let words):
      return """
        \(array("Word", words.map(quoted)))
        \(array("Tick", words.map { quoted($0.inFormat) }))
        find(s, i) = i > n ? 0 : Word[i] eq s ? i : find(s, i + 1)
        place(r) = find(strcol(\(name)), 1)
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
    let arrays =
      ["N", "M"]
      + (spread.start.isEmpty
        ? []
        : figure.ribbon == .minMax
          ? ["A", "B"] : ["Q"])
    let y = figure.y.enumerated().map { position, column in
      let line =
        figure.y.count == 1
        ? "(g - 1)" : "(\(figure.y.count) * (g - 1) + \(position))"
      return "add(n * \(line) + i, column(\(quoted(column))))"
    }
    return """
      \(arrays.map { "array \($0)[n * lines]" }.joined(separator: "\n"))
      do for [k = 1:n * lines] { N[k] = 0; M[k] = 0.0; \(spread.start)}
      add(k, y) = y - y == 0 ? (N[k] = N[k] + 1, \\
        d = y - M[k], M[k] = M[k] + d / N[k]\(spread.step), 0) : 0
      row(r) = (g = keep(r) ? group(r) : 0, i = g ? place(r) : 0, \\
        i ? (\(y.joined(separator: ", \\\n  "))) : 0, 0)
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
