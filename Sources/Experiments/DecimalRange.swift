import Documents

/// A decimal number as digits and a power of ten: 0.05 is 5 and -2.
struct ExactDecimal: Equatable {
  var digits: Int
  /// Number of digits after the point, 0 or more.
  var decimals: Int

  /// 15 digits are what a Double keeps.
  private static let limit: UInt = 1_000_000_000_000_000

  /// The number in `text`, such as `-0.05` or `1e-3`; `nil` if it is none or
  /// has more than 15 digits before or after the point.
  init?(_ text: String) {
    let parts = text.split(maxSplits: 1) { $0 == "e" || $0 == "E" }
    guard let mantissa = parts.first,
      let exponent = parts.count == 2 ? Int(parts[1]) : 0,
      exponent.magnitude <= 15
    else { return nil }
    let halves = mantissa.split(
      separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let fraction = halves.count == 2 ? String(halves[1]) : ""
    guard let digits = Int(halves[0] + fraction), digits.magnitude < Self.limit
    else { return nil }
    self.digits = digits
    decimals = fraction.count - exponent
    if decimals < 0 {
      guard let scaled = scaled(to: 0) else { return nil }
      self.digits = scaled
      decimals = 0
    }
    if decimals > 15 { return nil }
  }

  /// The digits with `places` after the point, if that fits.
  func scaled(to places: Int) -> Int? {
    var value = digits
    for _ in 0..<max(0, places - decimals) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow, product.magnitude < Self.limit else { return nil }
      value = product
    }
    return value
  }
}

/// The values from, from + step, … to, each exact to the last decimal.
///
/// Counting is done in whole units of the last decimal, so that the third step
/// of 0.1 is 0.3 and the end is met.
///
/// - Throws: a fault of the range; see ``ManifestError/RangeFault``.
func decimalRange(
  from: String, to: String, step: String
) throws(RangeFailure) -> [Scalar] {
  guard let from = ExactDecimal(from), let to = ExactDecimal(to),
    let step = ExactDecimal(step)
  else { throw RangeFailure(.tooFine) }
  let places = max(from.decimals, to.decimals, step.decimals)
  guard let first = from.scaled(to: places), let last = to.scaled(to: places),
    let stride = step.scaled(to: places)
  else { throw RangeFailure(.tooFine) }
  guard stride != 0 else { throw RangeFailure(.zeroStep) }
  let (steps, rest) = (last - first).quotientAndRemainder(dividingBy: stride)
  guard (last - first).signum() * stride.signum() >= 0 else {
    throw RangeFailure(.wrongWay)
  }
  func text(_ value: Int) -> String {
    places == 0
      ? String(value) : canonicalText(Double("\(value)e-\(places)") ?? 0)
  }
  guard rest == 0 else {
    throw RangeFailure(.missesEnd(last: text(first + steps * stride)))
  }
  guard steps < Sweep.limit else { throw RangeFailure(.tooLong) }
  return (0...steps).map { Scalar(text(first + $0 * stride)) }
}

/// A fault of a range, before it is known whose range it is.
struct RangeFailure: Error {
  var fault: ManifestError.RangeFault

  init(_ fault: ManifestError.RangeFault) {
    self.fault = fault
  }
}
