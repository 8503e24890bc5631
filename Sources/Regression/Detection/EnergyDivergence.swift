/// How far two neighbouring stretches of a series differ in distribution: the
/// scaled energy distance of E-divisive means (Matteson and James, Journal of
/// the American Statistical Association 109, 2014, equation 5, with exponent
/// 1 and U-statistics within the stretches).
///
/// For X with n points and Y with m points it is
/// `2/(n+m) sum |x - y| - 2m/((n+m)(n-1)) sum |x - x'|
///  - 2n/((n+m)(m-1)) sum |y - y'|`, sums over pairs, a term whose denominator
/// is zero being zero. Sums of distances are differences of a table of sums,
/// so that one value costs O(1) after O(n²).
public struct EnergyDivergence {
  private let count: Int
  /// Entry (i, j): the sum of |z_a - z_b| over a < i, b < j.
  private let sums: [Double]

  /// The divergences within `values`. Complexity: O(n²) time and memory.
  public init(_ values: ArraySlice<Double>) {
    let values = Array(values)
    count = values.count
    let width = count + 1
    var sums = [Double](repeating: 0, count: width * width)
    for i in 0..<count {
      var row = 0.0
      for j in 0..<count {
        row += abs(values[i] - values[j])
        sums[(i + 1) * width + j + 1] = sums[i * width + j + 1] + row
      }
    }
    self.sums = sums
  }

  private func sum(_ rows: Range<Int>, _ columns: Range<Int>) -> Double {
    let width = count + 1
    return sums[rows.upperBound * width + columns.upperBound]
      - sums[rows.lowerBound * width + columns.upperBound]
      - sums[rows.upperBound * width + columns.lowerBound]
      + sums[rows.lowerBound * width + columns.lowerBound]
  }

  /// The divergence of [`start`, `split`) and [`split`, `end`), as positions
  /// in the values given; 0 if one of them is empty.
  public func between(_ start: Int, _ split: Int, _ end: Int) -> Double {
    guard 0 <= start, start < split, split < end, end <= count else { return 0 }
    let n = Double(split - start)
    let m = Double(end - split)
    let x = start..<split
    let y = split..<end
    // A pair stands twice in the sum over a square.
    let across = 2 / (n + m) * sum(x, y)
    let withinX = n > 1 ? m / ((n + m) * (n - 1)) * sum(x, x) : 0
    let withinY = m > 1 ? n / ((n + m) * (m - 1)) * sum(y, y) : 0
    return across - withinX - withinY
  }

  /// Where [`start`, `end`) is best split, as a split and the end of what is
  /// compared with what lies before it; no part is shorter than `minimum`.
  ///
  /// Ties go to the earlier split, then to the shorter right part. `nil` if
  /// there is no room. Complexity: O((end - start)²).
  public func best(
    in start: Int, _ end: Int, minimum: Int
  ) -> (split: Int, end: Int, divergence: Double)? {
    var best: (split: Int, end: Int, divergence: Double)?
    let minimum = max(1, minimum)
    guard end - start >= 2 * minimum else { return nil }
    for split in (start + minimum)...(end - minimum) {
      for stop in (split + minimum)...end {
        let divergence = between(start, split, stop)
        if divergence > best?.divergence ?? 0 {
          best = (split, stop, divergence)
        }
      }
    }
    return best
  }
}
