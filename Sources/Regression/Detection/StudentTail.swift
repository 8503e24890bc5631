import Foundation

/// The tails of Student's t distribution.
public enum StudentTail {
  /// The probability that |T| is at least |`t`|.
  ///
  /// By the regularised incomplete beta function I_x(v/2, 1/2) with
  /// x = v/(v+t²). Not-a-number and degrees up to 0 give 1: what cannot be
  /// tested is not significant. Relative error below 1e-10.
  public static func twoSided(t: Double, degrees: Double) -> Double {
    guard degrees > 0, !t.isNaN else { return 1 }
    guard t.isFinite else { return 0 }
    let square = t * t
    // Both x and 1 - x, since a difference would lose the small one.
    return regularisedBeta(
      x: degrees / (degrees + square), rest: square / (degrees + square),
      a: degrees / 2, b: 0.5)
  }

  /// I_x(a, b), where `rest` is 1 - x.
  static func regularisedBeta(
    x: Double, rest: Double, a: Double, b: Double
  ) -> Double {
    guard x > 0 else { return 0 }
    guard rest > 0 else { return 1 }
    let gammas: Double = lgamma(a + b) - lgamma(a) - lgamma(b)
    let front: Double = exp(gammas + a * log(x) + b * log(rest))
    // The fraction converges fast on this side of the mean only.
    return x < (a + 1) / (a + b + 2)
      ? front * fraction(x, a, b) / a : 1 - front * fraction(rest, b, a) / b
  }

  /// The continued fraction of the incomplete beta function, by the method of
  /// Lentz (Numerical Recipes, 3rd edition, section 6.4).
  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double
  {
    let tiny = 1e-300
    func apart(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / apart(1 - (a + b) * x / (a + 1))
    var result = d
    for step in 1...500 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / apart(1 + even * d)
      c = apart(1 + even / c)
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / apart(1 + odd * d)
      c = apart(1 + odd / c)
      result *= d * c
      if abs(d * c - 1) < 1e-14 { break }
    }
    return result
  }
}
