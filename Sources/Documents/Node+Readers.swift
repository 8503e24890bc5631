import Diagnostics

/// Typed access; each reader throws a located ``DocumentError`` if the node is
/// something else.
extension Node {
  /// The text of a scalar, quoted or not; a plain number keeps its spelling.
  public func string() throws -> String {
    guard let scalar, !scalar.isNull else { throw wrong("text") }
    return scalar.text
  }

  /// The integer, which must lie in `range`.
  public func int(in range: ClosedRange<Int> = .min ... .max) throws -> Int {
    let expected = phrase(range)
    guard let value = scalar?.integer else {
      // 99999999999999999999 is an integer, only not one that fits.
      if let real = scalar?.real, real.rounded() == real, abs(real) > 9e18 {
        throw DocumentError.outOfRange(
          found: summary, expected: expected, at: location)
      }
      throw wrongNumber(expected)
    }
    guard range.contains(value) else {
      throw DocumentError.outOfRange(
        found: summary, expected: expected, at: location)
    }
    return value
  }

  /// The finite number, which must lie in `range`.
  public func double(
    in range: ClosedRange<Double> = -.infinity ... .infinity
  ) throws -> Double {
    let expected = phrase(range)
    guard let value = scalar?.real else { throw wrongNumber(expected) }
    guard range.contains(value) else {
      throw DocumentError.outOfRange(
        found: summary, expected: expected, at: location)
    }
    return value
  }

  /// The truth value.
  public func bool() throws -> Bool {
    guard let value = scalar?.flag else { throw wrong("true or false") }
    return value
  }

  /// The items of a list.
  public func sequence() throws -> [Node] {
    guard let items else { throw wrong("a list") }
    return items
  }

  /// The entries of a mapping.
  public func mapping() throws -> [Entry] {
    guard let entries else { throw wrong("a mapping") }
    return entries
  }

  /// One of `words`.
  public func word(of words: [String]) throws -> String {
    guard let scalar, !scalar.isNull else {
      throw wrong("one of: " + words.joined(separator: ", "))
    }
    guard words.contains(scalar.text) else {
      throw DocumentError.unknownWord(
        shortened(scalar.text), known: words, at: location)
    }
    return scalar.text
  }

  private func wrong(_ expected: String) -> DocumentError {
    .wrongType(found: summary, expected: expected, at: location)
  }

  private func wrongNumber(_ expected: String) -> DocumentError {
    guard let scalar else { return wrong(expected) }
    if scalar.isNotFinite {
      return .notFinite(found: summary, expected: expected, at: location)
    }
    if !scalar.isPlain, looksLikeNumber(scalar.text) {
      return .quotedNumber(scalar.text, expected: expected, at: location)
    }
    return wrong(expected)
  }
}

/// "an integer from 1 to 8", leaving out bounds that bound nothing.
public func phrase(_ range: ClosedRange<Int>) -> String {
  switch (range.lowerBound, range.upperBound) {
  case (.min, .max): "an integer"
  case (let low, .max): "an integer of at least \(low)"
  case (.min, let high): "an integer of at most \(high)"
  case (let low, let high): "an integer from \(low) to \(high)"
  }
}

/// "a number from 0 to 1", leaving out bounds that bound nothing.
public func phrase(_ range: ClosedRange<Double>) -> String {
  let most = Double.greatestFiniteMagnitude
  let low = canonicalText(range.lowerBound)
  let high = canonicalText(range.upperBound)
  switch (range.lowerBound > -most, range.upperBound < most) {
  case (false, false): return "a number"
  case (true, false): return "a number of at least \(low)"
  case (false, true): return "a number of at most \(high)"
  case (true, true): return "a number from \(low) to \(high)"
  }
}
