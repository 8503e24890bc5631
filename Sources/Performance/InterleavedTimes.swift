/// Times of work and of the reference kernel, taken in turn in one process
/// (``Rounds``).
package struct InterleavedTimes: Equatable, Sendable {
  /// Seconds of each repetition of the work.
  package let work: [Double]
  /// Seconds of the reference before each repetition; older builds took one
  /// more, behind the last.
  package let references: [Double]

  /// Times as they were taken.
  ///
  /// - Throws: ``MeasuringError/times`` unless there is at least one
  ///   repetition, each with a reference, all longer than nothing.
  package init(work: [Double], references: [Double]) throws {
    guard !work.isEmpty, references.count >= work.count,
      (work + references).allSatisfy({ $0 > 0 && $0.isFinite })
    else { throw MeasuringError.times }
    self.work = work
    self.references = references
  }

  /// The repetitions that count of all that were taken: the fastest
  /// twentieth.
  ///
  /// Other work on the machine only ever adds time, and to each kernel as much
  /// as it needs of what is shared: with a busy neighbour a kernel that reads
  /// the cache takes half as long again and arithmetic in registers no longer
  /// than before. Of repetitions that are spread over some minutes some are
  /// alone.
  package static func fastest(_ times: [Double]) -> [Double] {
    Array(times.sorted().prefix((times.count + 19) / 20))
  }

  /// What stands for several processes together: the mean of the repetitions
  /// that count over the mean of the references that do. Not a number without
  /// any process.
  package static func quotient(of processes: [InterleavedTimes]) -> Double {
    mean(fastest(processes.flatMap(\.work)))
      / mean(fastest(processes.flatMap(\.references)))
  }

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  /// Seconds of a repetition: the median.
  package var seconds: Double { median(work) }
}

/// The value in the middle; of an even number the mean of the two.
func median(_ values: [Double]) -> Double {
  guard !values.isEmpty else { return .nan }
  let sorted = values.sorted()
  let half = sorted.count / 2
  return sorted.count % 2 == 1
    ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}
