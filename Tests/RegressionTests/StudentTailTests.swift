import Testing

@testable import Regression

struct StudentTailTests {
  /// Computed by scipy.stats.t.sf, twice.
  @Test(arguments: [
    (0.1, 1, 0.936548965138893),
    (1, 1, 0.5000000000000001),
    (12.706, 1, 0.05000080235813319),
    (2.5, 2, 0.12961172022151082),
    (0.5, 3.5, 0.6468504393225509),
    (2.228, 10, 0.05001177181711132),
    (3.2905, 1e6, 0.0010001296038480952),
    (4, 17.25, 0.000903890294998361),
    (6, 56, 1.5201225819045873e-07),
    (9, 197, 1.919951769074994e-16),
    (0.01, 30, 0.9920874925731777),
    (25, 8, 7.0114937133198786e-09),
    (12, 500, 2.4864512784618514e-29),
  ])
  func isThatOfTables(t: Double, degrees: Double, p: Double) {
    let tail = StudentTail.twoSided(t: t, degrees: degrees)
    #expect(abs(tail / p - 1) < 1e-9, "\(tail) is not \(p)")
    #expect(StudentTail.twoSided(t: -t, degrees: degrees) == tail)
  }

  @Test func whatCannotBeTestedIsNotSignificant() {
    #expect(StudentTail.twoSided(t: .nan, degrees: 5) == 1)
    #expect(StudentTail.twoSided(t: 9, degrees: 0) == 1)
    #expect(StudentTail.twoSided(t: 0, degrees: 5) == 1)
    #expect(StudentTail.twoSided(t: .infinity, degrees: 5) == 0)
  }
}
