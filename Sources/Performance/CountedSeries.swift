import Foundation

/// All figures that are counted, of those workloads that are.
package struct CountedSeries {
  private let workloads: [Workload]
  private let large: [Workload]
  private let counting: Counting

  /// What is counted of `workloads` in fresh processes of `program`.
  package init(_ workloads: Workloads, in program: URL) {
    large = workloads.large
    self.workloads = workloads.all.filter { $0.countedCalls > 0 }
    counting = Counting(program: program)
  }

  /// Measures what `only` matches: instructions by perf where it counts, else
  /// by valgrind; allocations by valgrind. What is left out stderr says.
  ///
  /// - Throws: ``MeasuringError``.
  package func measure(
    _ only: Globs, onFigure: (Figure) throws -> Void
  ) throws {
    func wants(_ kind: String, _ workload: Workload) -> Bool {
      only.matches("\(kind)/\(workload.name)")
    }
    let perf = PerfCounter()
    if let perf {
      for workload in workloads where wants("instructions-by-perf", workload) {
        try onFigure(counting.instructions(of: workload, perf))
      }
    }
    let counted = workloads.filter {
      perf == nil && wants("instructions", $0) || wants("allocations", $0)
    }
    if let valgrind = Counting.valgrind {
      for workload in counted {
        for figure in try counting.figures(of: workload, valgrind: valgrind)
        where only.matches(figure.series)
          && (perf == nil || !figure.series.hasPrefix("instructions/"))
        { try onFigure(figure) }
      }
    } else if !counted.isEmpty {
      FileHandle.standardError.write(
        Data(
          ((perf == nil
            ? "instructions and allocations are" : "allocations are")
            + " left out: there is no valgrind; install it ('make nightly' "
            + "does)\n").utf8))
    }
    for workload in large where wants("peak-memory", workload) {
      try onFigure(counting.peakMemory(of: workload))
    }
  }
}
