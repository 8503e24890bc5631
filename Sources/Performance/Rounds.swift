/// Several workloads that are timed in turn: in each round each of them once,
/// a reference kernel before it.
///
/// Whoever else uses the machine slows it down for tenths of a second up to
/// minutes. Repetitions that follow each other meet the same neighbour; spread
/// over all rounds, and over processes, some of each workload meet none.
package struct Rounds {
  /// What is timed.
  package struct Turn {
    /// Rounds in which it takes its turn, evenly spread.
    let repetitions: Int
    /// Seconds on the clock of the work.
    let clock: () -> Double
    /// Seconds on the clock of the reference kernel.
    let referenceClock: () -> Double
    /// The reference kernel.
    let reference: () throws -> Void
    /// Brings what the work needs back into the cache.
    let warm: () throws -> Void
    /// The work.
    let work: () throws -> Void
  }

  /// How often each workload can take its turn in a process.
  package static let count = 12

  /// Times all turns; the first round is not timed, it warms up.
  ///
  /// - Parameter rounds: how many are timed.
  /// - Returns: the times of each turn.
  /// - Throws: what the work throws, or ``MeasuringError/times`` if a clock
  ///   stands still.
  package static func times(
    of turns: [Turn], rounds: Int = count
  ) throws -> [InterleavedTimes] {
    for turn in turns {
      try turn.reference()
      try turn.work()
    }
    var work = turns.map { _ in [Double]() }
    var references = work
    for round in 0..<rounds {
      for (index, turn) in turns.enumerated() where turn.isIn(round, of: rounds)
      {
        references[index].append(
          try seconds(turn.referenceClock, turn.reference))
        try turn.warm()
        work[index].append(try seconds(turn.clock, turn.work))
      }
    }
    return try zip(work, references).map {
      try InterleavedTimes(work: $0, references: $1)
    }
  }

  private static func seconds(
    _ now: () -> Double, _ body: () throws -> Void
  ) rethrows -> Double {
    let start = now()
    try body()
    return now() - start
  }
}

extension Rounds.Turn {
  fileprivate func isIn(_ round: Int, of rounds: Int) -> Bool {
    let count = min(repetitions, rounds)
    return (round + 1) * count / rounds > round * count / rounds
  }

  /// The turn of a workload, beside `kernel`.
  ///
  /// - Throws: as the workload does that prepares itself.
  package init(_ workload: Workload, beside kernel: ReferenceKernel) throws {
    let body = try workload.prepare()
    var kernel = kernel
    self.init(
      repetitions: workload.repetitions,
      clock: { workload.clock.seconds },
      referenceClock: { WorkClock.thread.seconds },
      reference: { kernel.run() },
      // Of a single call the cache is a small part.
      warm: { if workload.calls > 1 { try body() } },
      work: { for _ in 0..<workload.calls { try body() } })
  }
}
