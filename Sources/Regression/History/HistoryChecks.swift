/// Checks that the rows of a history agree with each other.
struct HistoryChecks {
  let file: String
  private var lines: [[String]: Int] = [:]
  private var shared: [[String]: (cell: String, line: Int)] = [:]

  private var bases: [(row: HistoryRow, run: String, line: Int)] = []
  private var runs: [String: Set<String>] = [:]

  /// No rows yet, of a file that errors call `file`.
  init(file: String) { self.file = file }

  /// Checks one more row. Complexity: O(1), amortised.
  mutating func check(_ row: HistoryRow, line: Int) throws {
    let key = [row.run, "\(row.attempt)", row.series]
    if let first = lines.updateValue(line, forKey: key) {
      throw HistoryError.twice(
        series: row.series, run: row.run, first: first, file: file, line: line)
    }
    try agree(row.run, "run", "commit", row.commit, line)
    try agree(row.run, "run", "machine", row.machine, line)
    if let base = row.base {
      try agree(
        "\(row.series)' of '\(row.run)", "figure", "base_run", base.run, line)
      bases.append((row, base.run, line))
    }
    runs[row.machine, default: []].insert(row.run)
    try agree(row.series, "series", "family", row.family.rawValue, line)
    try agree(row.series, "series", "unit", row.unit, line)
    try agree(row.series, "series", "worse", row.worse.rawValue, line)
  }

  /// Checks what only all rows together can show: that a base is the build of
  /// another run of the machine.
  func checkWhole() throws {
    for (row, run, line) in bases {
      let others = runs[row.machine] ?? []
      guard run != row.run, others.contains(run) else {
        throw HistoryError.unknownRun(
          run, known: others.sorted().filter { $0 != row.run }, file: file,
          line: line)
      }
    }
  }

  private mutating func agree(
    _ name: String, _ kind: String, _ about: String, _ cell: String,
    _ line: Int
  ) throws {
    let key = [kind, name, about]
    guard let before = shared[key] else {
      shared[key] = (cell, line)
      return
    }
    guard before.cell == cell else {
      throw HistoryError.disagree(
        name, about: about, cell: cell, before: before.cell,
        first: before.line, file: file, line: line)
    }
  }
}
