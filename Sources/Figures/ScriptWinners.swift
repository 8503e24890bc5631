import Tables

extension Script {
  /// Reads the CSV once, finds the winner of each square and leaves them in the
  /// data block `$winners`.
  ///
  /// A panel is a block of `$winners`, a square a line: where it stands across
  /// and up, the place of its winner in the key, and how far ahead it is. The
  /// place is 0 where nobody has a mean, and -1 where there is no row.
  var winning: String {
    [
      """
      # One pass over the CSV: count and mean of every point's replicates. Point
      # k = n * (line - 1) + i is square i, row by row from below. S[k] tells
      # whether it has a row at all.
      \(tally)
      set datafile separator whitespace
      unset datafile

      """,
      names, search,
    ].joined(separator: "\n")
  }

  private var search: String {
    """
    # The \(figure.goal) mean wins a square; of means that differ by less than
    # one part in 10^9, the first. Beside it the second in terms of the first.
    panels = \(panelTexts.count)
    series = \(keyTexts.count)
    sign = \(figure.goal == .least ? 1 : -1)
    array Winner[n * panels]
    array Lead[n * panels]
    array Rank[series]
    array Who[series]
    do for [s = 1:series] { Rank[s] = 0; Who[s] = 0 }
    short(q) = sprintf(q < 9.995 ? '%.2f' : q < 99.95 ? '%.1f' : \\
      q < 9999.5 ? '%.0f' : '%.0e', q)
    lead(first, second) = first > 0 && second > 0 ? short(\(ratio)) : ''
    none = 0
    do for [p = 1:panels] {
      do for [i = 1:n] {
        some = 0
        best = NaN
        do for [line = First[p]:Last[p]] {
          k = n * (line - 1) + i
          some = some + S[k]
          y = sign * M[k]
          if (N[k] > 0) { best = best <= y ? best : y }
        }
        winner = 0
        first = NaN
        second = NaN
        do for [line = First[p]:Last[p]] {
          k = n * (line - 1) + i
          y = sign * M[k]
          if (N[k] > 0) {
            if (!winner && y <= best + \(tie) * abs(best)) {
              winner = Style[line]
              first = y
            } else {
              second = second <= y ? second : y
            }
          }
        }
        if (winner) { Rank[winner] = 1 } else { none = none || some }
        k = n * (p - 1) + i
        Winner[k] = winner ? winner : some ? 0 : -1
        Lead[k] = !winner ? '' : second == second ? \\
          lead(sign * first, sign * second) : 'only'
      }
    }
    # Winners have the first styles, in the order of their series.
    winners = 0
    do for [s = 1:series] {
      if (Rank[s]) {
        winners = winners + 1
        Rank[s] = winners
        Who[winners] = s
      }
    }
    set print $winners
    do for [p = 1:panels] {
      do for [i = 1:n] {
        k = n * (p - 1) + i
        print sprintf('%d %d %d "%s"', (i - 1) % nx + 1, (i - 1) / nx + 1, \\
          Winner[k] > 0 ? Rank[Winner[k]] : Winner[k], Lead[k])
      }
      print ''
      print ''
    }
    set print
    entry(w) = w <= winners ? Key[Who[w]] : ''

    """
  }

  private var tie: String { Table.text(of: Winners.tie) }

  private var ratio: String {
    figure.goal == .least ? "second / first" : "first / second"
  }

  /// What the colours and numbers of a map mean.
  var note: String {
    guard let best = figure.best else { return "" }
    let word = figure.goal == .least ? "Least" : "Greatest"
    let wins = "\(word) \(ColumnName(best).inSentence) wins"
    return layout.hasNumbers ? "\(wins); numbers: \(ratio)" : wins
  }
}
