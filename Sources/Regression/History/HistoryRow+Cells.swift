import Tables

extension HistoryRow {
  /// The columns of a history, in this order.
  public static let columns = [
    "run", "attempt", "date_utc", "commit", "machine", "series", "family",
    "worse", "unit", "value", "repetitions", "spread_percent", "duration_s",
    "base_run", "base_value",
  ]

  /// The cells of the row, one a column.
  var cells: [String] {
    [
      run, "\(attempt)", date, commit, machine, series, family.rawValue,
      worse.rawValue, unit, Table.text(of: value), "\(repetitions)",
      Table.text(of: spreadPercent),
      duration.map { Table.text(of: $0) } ?? "",
      base?.run ?? "", base.map { Table.text(of: $0.value) } ?? "",
    ]
  }

  /// The measurement in `cells`, which are as many as there are columns.
  ///
  /// - Throws: ``HistoryError`` at the first cell that cannot be.
  init(cells: [String], file: String, line: Int) throws {
    let reader = Reader(cells: cells, file: file, line: line)
    let family = try reader.word(
      6, Family.init(rawValue:), Family.allCases)
    self.init(
      run: try reader.text(0), attempt: try reader.count(1),
      date: try reader.date(2), commit: try reader.text(3),
      machine: try reader.text(4), series: try reader.text(5),
      family: family,
      worse: try reader.word(7, Worse.init(rawValue:), Worse.allCases),
      unit: cells[8],
      value: try family == .wall ? reader.time(9) : reader.number(9),
      repetitions: try reader.count(10),
      spreadPercent: try reader.number(11, least: 0),
      duration: cells[12].isEmpty ? nil : try reader.number(12, least: 0),
      base: cells[13].isEmpty && cells[14].isEmpty
        ? nil
        : Base(run: try reader.text(13), value: try reader.time(14)))
  }

  /// The cells of a row, read one by one.
  private struct Reader {
    let cells: [String]
    let file: String
    let line: Int

    func text(_ index: Int) throws -> String {
      guard !cells[index].isEmpty else { throw fault(index, .text) }
      return cells[index]
    }

    func date(_ index: Int) throws -> String {
      guard HistoryRow.isDate(cells[index]) else { throw fault(index, .date) }
      return cells[index]
    }

    func count(_ index: Int) throws -> Int {
      guard let count = Int(cells[index]), count > 0 else {
        throw fault(index, .count)
      }
      return count
    }

    func number(_ index: Int, least: Double = -.infinity) throws -> Double {
      guard let number = Table.number(in: cells[index]), number.isMeasurable,
        number >= least
      else { throw fault(index, least == 0 ? .positive : .number) }
      return number
    }

    func time(_ index: Int) throws -> Double {
      let time = try number(index)
      guard time > 0 else { throw fault(index, .aboveZero) }
      return time
    }

    func word<Word: RawRepresentable<String>>(
      _ index: Int, _ read: (String) -> Word?, _ all: [Word]
    ) throws -> Word {
      guard let word = read(cells[index]) else {
        throw fault(index, .word(all.map(\.rawValue)))
      }
      return word
    }

    private func fault(
      _ index: Int, _ expected: HistoryError.Content
    ) -> HistoryError {
      .cell(
        cells[index], column: HistoryRow.columns[index], expected: expected,
        file: file, line: line)
    }
  }
}
