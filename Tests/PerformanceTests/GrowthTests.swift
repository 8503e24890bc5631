import Testing

@testable import Performance

/// Counts of processes whose start counts too.
struct GrowthTests {
  @Test(arguments: [
    // Counts of once, twice and three times the work, time after time; what
    // comes of them, and how often it was counted.
    ([[1138, 1158, 1178]], 20, 1), ([[7, 7, 7]], 0, 1),
    // A start with one more, or one less.
    ([[1139, 1158, 1178], [1138, 1158, 1178]], 20, 2),
    ([[1138, 1157, 1178], [1138, 1158, 1178]], 20, 2),
    // What never agrees, as of a table that grows: the middle.
    ([[10, 30, 49], [10, 30, 51], [10, 30, 49]], 20, 3),
  ])
  func growth(counts: [[Int]], expected: Int, times: Int) {
    var done = 0
    let found = Counting.growth {
      done += 1
      return counts[done - 1]
    }
    #expect(found == expected && done == times)
  }

  @Test func exactNames() {
    let globs = Globs(exactly: ["a*", "b[1]", "c?", "d\\e"])
    for name in ["a*", "b[1]", "c?", "d\\e"] { #expect(globs.matches(name)) }
    for name in ["ab", "b1", "cc", "de", ""] { #expect(!globs.matches(name)) }
  }
}
