import Tables

/// What committed results and those computed again differ in.
public struct Verification: Equatable {
  /// A cell that is not as it was.
  public struct Difference: Equatable {
    /// The line of the committed file.
    public var line: Int
    /// The column.
    public var column: String
    /// What is committed.
    public var committed: String
    /// What came out.
    public var fresh: String
    /// What is asked of the column in this row.
    public var agreement: MetricAgreement

    /// Whether it is small enough to be another machine's rounding.
    public var isWithinTolerance: Bool { agreement.holds(committed, fresh) }

    /// The difference in words.
    public var text: String {
      "line \(line), \(column): \(committed) is now \(fresh) "
        + (isWithinTolerance ? "(" : "(asked: ") + "\(agreement.summary))"
    }
  }

  /// Why rows cannot be compared at all, if they cannot.
  public private(set) var mismatch: String?
  /// All cells that differ, in the order of the file.
  public private(set) var differences: [Difference] = []

  /// Compares tables of the same points in the same order.
  ///
  /// - Complexity: O(cells).
  public init(committed: Table, fresh: Table) {
    guard committed.columns == fresh.columns else {
      mismatch = "the columns are now \(fresh.columns.joined(separator: ","))"
      return
    }
    guard committed.rows.count == fresh.rows.count else {
      mismatch = "\(fresh.rows.count) rows instead of \(committed.rows.count)"
      return
    }
    let epochs = try? committed.index(of: "train.epochs")
    for (row, pair) in zip(committed.rows, fresh.rows).enumerated() {
      let isTrained = epochs.map { !pair.0[$0].isEmpty } ?? false
      for (index, column) in committed.columns.enumerated()
      where pair.0[index] != pair.1[index] {
        differences.append(
          Difference(
            line: committed.line(ofRow: row), column: column,
            committed: pair.0[index], fresh: pair.1[index],
            agreement: MetricAgreement(of: column, isTrained: isTrained)))
      }
    }
  }

  /// The differences that are more than rounding; 1 if rows cannot be compared.
  public var failures: Int {
    mismatch == nil
      ? differences.filter { !$0.isWithinTolerance }.count : 1
  }
}
