import Diagnostics

extension Node {
  /// A number with its unit, such as `10.3 GB/s`, in the base unit of
  /// `dimension`, such as bytes per second.
  ///
  /// - Parameter range: what is allowed, in the base unit.
  /// - Throws: ``DocumentError`` if the unit is missing or not one of the
  ///   dimension, or the number is none or out of range.
  public func quantity(
    _ dimension: Dimension,
    in range: ClosedRange<Double> = 0 ... .greatestFiniteMagnitude
  ) throws -> Double {
    guard let scalar, !scalar.isNull else {
      throw DocumentError.wrongType(
        found: summary, expected: "a \(dimension.rawValue) with its unit",
        at: location)
    }
    let text = scalar.text.drop { $0 == " " }
    let number = text.prefix { "+-.eE0123456789".contains($0) }
    guard looksLikeNumber(number) else {
      throw DocumentError.wrongType(
        found: summary,
        expected: "a number and a unit of \(dimension.rawValue), such as "
          + "1 \(dimension.unitNames[0])", at: location)
    }
    let rest = text.dropFirst(number.count).drop { $0 == " " }
    let name = String(rest).replacing("\u{3BC}", with: "\u{B5}")
    guard let unit = dimension.units.first(where: { $0.name == name }) else {
      throw DocumentError.wrongUnit(
        shortened(name), of: summary, dimension: dimension, at: location)
    }
    guard let value = scaled(number, by: unit), value.isFinite else {
      throw DocumentError.notFinite(
        found: summary, expected: phrase(range), at: location)
    }
    guard range.contains(value) else {
      throw DocumentError.outOfRange(
        found: summary,
        expected: phrase(range) + " " + dimension.unitNames[0], at: location)
    }
    return value
  }
}

/// The Double nearest to `number` times the unit.
private func scaled(
  _ number: some StringProtocol, by unit: Dimension.Unit
) -> Double? {
  let parts = number.split(maxSplits: 1) { $0 == "e" || $0 == "E" }
  var exponent = unit.exponent
  if parts.count == 2 {
    guard let own = Int(parts[1]), own.magnitude < 1000 else { return nil }
    exponent += own
  }
  return Double("\(parts[0])e\(exponent)").map { $0 * unit.factor }
}
