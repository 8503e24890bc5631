import Tables
import TestBasics
import Testing

@testable import Report

struct AccountingComparisonTests {
  private func table(_ rows: [String]) throws -> Table {
    try Table(
      columns: ["devices", "accounting", "time_s", "bytes"],
      rows: rows.map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
          .map(String.init)
      })
  }

  @Test func ratiosAreOverPointsWithBoth() throws {
    let table = try table([
      "1,paper,1,8", "1,physical,3,8", "2,physical,4,9", "2,paper,2,9",
      "4,paper,5,1", "8,physical,7,1", "16,paper,0,2", "16,physical,1,2",
      "32,paper,nan,2", "32,physical,,2",
    ])
    let found = try #require(
      AccountingComparison(table, metrics: ["time_s", "bytes", "other"]))
    #expect(found.points == 4)
    // By nothing nothing can be divided, and what is no number is left out.
    #expect(
      found.ratios == [
        .init(metric: "time_s", least: 2, median: 2.5, greatest: 3),
        .init(metric: "bytes", least: 1, median: 1, greatest: 1),
      ])
    #expect(found.ratios.map(\.isOne) == [false, true])
  }

  @Test func withoutPairsThereIsNothing() throws {
    let single = try table(["1,paper,1,8", "2,physical,1,8"])
    #expect(AccountingComparison(single, metrics: ["time_s"]) == nil)
    let other = try Table(columns: ["time_s"], rows: [["1"]])
    #expect(AccountingComparison(other, metrics: ["time_s"]) == nil)
  }

  /// Physical times of a factor each give that factor, in any order of rows.
  @Test(arguments: 0..<8) func theFactorIsFound(seed: Int) throws {
    var numbers = SeededNumbers(seed: seed)
    let factors = (0..<9).map { _ in Double.random(in: 1...9, using: &numbers) }
    let rows = factors.enumerated().flatMap { index, factor in
      ["\(index),paper,2,0", "\(index),physical,\(2 * factor),0"]
    }.shuffled(using: &numbers)
    let found = try #require(
      AccountingComparison(table(rows), metrics: ["time_s"]))
    let ratio = try #require(found.ratios.first)
    let sorted = factors.sorted()
    for (a, b) in [
      (ratio.least, sorted[0]), (ratio.median, sorted[4]),
      (ratio.greatest, sorted[8]),
    ] { #expect(abs(a - b) < 1e-9) }
  }
}
