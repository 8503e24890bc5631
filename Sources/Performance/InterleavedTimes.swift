/// Times of work and of the reference kernel, taken in turn in one process:
/// reference, work, reference, work, ..., reference.
package struct InterleavedTimes: Equatable, Sendable {
  /// Seconds of each repetition of the work.
  package let work: [Double]
  /// Seconds of each turn of the reference; one more than of the work.
  package let references: [Double]

  /// Times as they were taken.
  ///
  /// - Throws: ``MeasuringError/times`` unless there is at least one
  ///   repetition with a reference on each side, all longer than nothing.
  package init(work: [Double], references: [Double]) throws {
    guard !work.isEmpty, references.count == work.count + 1,
      (work + references).allSatisfy({ $0 > 0 && $0.isFinite })
    else { throw MeasuringError.times }
    self.work = work
    self.references = references
  }

  /// Takes the times: each side once to warm up, then in turn.
  ///
  /// - Parameters:
  ///   - clock: seconds on the clock of the work.
  ///   - referenceClock: that of the reference kernel.
  package init(
    repetitions: Int, clock: () -> Double,
    referenceClock: () -> Double, reference: () throws -> Void,
    work: () throws -> Void
  ) throws {
    func time(_ now: () -> Double, _ body: () throws -> Void) rethrows
      -> Double
    {
      let start = now()
      try body()
      return now() - start
    }
    try reference()
    try work()
    var times: [Double] = []
    var references = [try time(referenceClock, reference)]
    for _ in 0..<repetitions {
      times.append(try time(clock, work))
      references.append(try time(referenceClock, reference))
    }
    try self.init(work: times, references: references)
  }

  /// Each repetition over the mean of the references on both sides of it.
  package var quotients: [Double] {
    work.indices.map { 2 * work[$0] / (references[$0] + references[$0 + 1]) }
  }

  /// The quotient that stands for the process.
  ///
  /// Other work on the machine only ever adds time, to one side or the other:
  /// so this is the median over the half of the repetitions in which work and
  /// references together took least.
  package var quotient: Double {
    let calm = work.indices.sorted { total(of: $0) < total(of: $1) }
      .prefix((work.count + 1) / 2)
    let all = quotients
    return median(calm.map { all[$0] })
  }

  /// Seconds of a repetition: the median.
  package var seconds: Double { median(work) }

  private func total(of index: Int) -> Double {
    let first = references[index] + references[index + 1]
    return first / median(references) + work[index] / median(work)
  }
}

/// The value in the middle; of an even number the mean of the two.
func median(_ values: [Double]) -> Double {
  guard !values.isEmpty else { return .nan }
  let sorted = values.sorted()
  let half = sorted.count / 2
  return sorted.count % 2 == 1
    ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}
