import Foundation

/// What a measuring process says about one series, as a line of JSON.
package struct Figure: Codable, Equatable, Sendable {
  /// How a figure varies when nothing has changed.
  package enum Family: String, Codable, CaseIterable, Sendable {
    /// Not at all.
    case deterministic
    /// A little: instructions, allocations, peak memory.
    case counted
    /// A lot: time on the clock.
    case wall
  }

  /// What names it.
  package var series: String
  /// How it varies.
  package var family: Family
  /// Whether less is worse.
  package var lessIsWorse: Bool
  /// The unit of its values.
  package var unit: String
  /// The value; of wall times ``times`` stand instead.
  package var value: Double?
  /// Seconds of each repetition.
  package var work: [Double]?
  /// Seconds of the references about them.
  package var references: [Double]?

  /// A value that is no time.
  package init(
    _ series: String, _ family: Family, _ value: Double, unit: String,
    lessIsWorse: Bool = false
  ) {
    self.series = series
    self.family = family
    self.lessIsWorse = lessIsWorse
    self.unit = unit
    self.value = value
  }

  /// A time on the clock.
  package init(_ series: String, _ times: InterleavedTimes) {
    self.series = series
    family = .wall
    lessIsWorse = false
    unit = ReferenceKernel.unit
    work = times.work
    references = times.references
  }

  /// The times.
  ///
  /// - Throws: ``MeasuringError/times`` if there are none.
  package func times() throws -> InterleavedTimes {
    try InterleavedTimes(work: work ?? [], references: references ?? [])
  }

  /// What stands for the process: the value, or of times the quotient.
  package func number() throws -> Double {
    guard family == .wall else {
      guard let value else { throw MeasuringError.line(series) }
      return value
    }
    return InterleavedTimes.quotient(of: [try times()])
  }

  /// The line, without its end.
  package func line() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// The figure in a line.
  ///
  /// - Throws: ``MeasuringError/line(_:)`` if there is none.
  package init(line: String) throws {
    do {
      self = try JSONDecoder().decode(Figure.self, from: Data(line.utf8))
      _ = try number()
    } catch {
      throw MeasuringError.line(line)
    }
  }

  /// The last line: a process that is cut off does not print it.
  package static let lastLine = "end"
}
