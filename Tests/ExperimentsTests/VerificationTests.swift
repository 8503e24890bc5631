import Tables
import Testing

@testable import Experiments

/// What computing results again may differ in.
struct VerificationTests {
  private func table(_ rows: [[String]], trained: Bool = false) throws -> Table
  {
    try Table(
      columns: ["scheme", "train.epochs", "latency_s", "accuracy", "mse"],
      rows: rows, file: "t.csv")
  }

  @Test func theSame() throws {
    let rows = [["cats", "5", "0.5", "0.9", "0.1"]]
    let found = try Verification(committed: table(rows), fresh: table(rows))
    #expect(found.differences == [] && found.mismatch == nil)
    #expect(found.failures == 0)
  }

  /// Each row: column, committed, fresh, whether that is close enough.
  @Test(arguments: [
    // A trained model: accuracy within 0.03, errors within 10 %.
    ("5", 3, "0.9", "0.875", true), ("5", 3, "0.9", "0.86", false),
    ("5", 4, "0.1", "0.109", true), ("5", 4, "0.1", "0.111", false),
    ("5", 4, "0.1", "0.091", true), ("5", 4, "0.1", "0.089", false),
    // Given weights: within 0.1 %.
    ("", 3, "0.9", "0.9008", true), ("", 3, "0.9", "0.902", false),
    // What is costed or said is the same text.
    ("5", 2, "0.5", "0.50000000000000011", false), ("5", 0, "a", "b", false),
    // Nothing is close to no number.
    ("5", 3, "0.9", "", false), ("5", 3, "nan", "0.9", false),
    ("5", 3, "inf", "0.9", false), ("5", 3, "", "0.9", false),
  ])
  func oneCell(
    _ epochs: String, _ column: Int, _ committed: String, _ fresh: String,
    _ isClose: Bool
  ) throws {
    var row = ["cats", epochs, "0.5", "0.9", "0.1"]
    row[column] = committed
    let before = try table([row, row])
    row[column] = fresh
    let after = try table([row, before.rows[1]])
    let found = Verification(committed: before, fresh: after)
    let difference = try #require(found.differences.first)
    #expect(found.differences.count == 1)
    #expect(difference.line == 2)
    #expect(difference.column == before.columns[column])
    #expect(difference.isWithinTolerance == isClose)
    #expect(found.failures == (isClose ? 0 : 1))
    #expect(difference.text.contains("\(committed) is now \(fresh) ("))
  }

  @Test func otherShapes() throws {
    let one = try table([["cats", "5", "0.5", "0.9", "0.1"]])
    let none = try table([])
    let rows = Verification(committed: one, fresh: none)
    #expect(rows.mismatch == "0 rows instead of 1" && rows.failures == 1)
    let other = try Table(columns: ["scheme"], rows: [["cats"]], file: "t.csv")
    let columns = Verification(committed: one, fresh: other)
    #expect(columns.mismatch == "the columns are now scheme")
    #expect(columns.failures == 1)
  }
}
