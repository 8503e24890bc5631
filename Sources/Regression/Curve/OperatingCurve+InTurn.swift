extension OperatingCurve {
  /// Runs the latest-run test over the series of one cell, a suspicious run
  /// being confirmed in turn with an earlier build.
  ///
  /// The series are those of ``latestRunCell(_:history:stepPercent:machinePercent:)``;
  /// each build then has noise of its own about the level that the machine has
  /// now, in up to ``PairedTest/rounds`` of pairs, as a night measures them.
  ///
  /// - Parameters:
  ///   - noise: What the series, and the measurements in turn, do about their
  ///     level.
  ///   - history: How many points of history the newest run is tested
  ///     against.
  ///   - stepPercent: By how much the program has got slower.
  ///   - machinePercent: By how much the machine has.
  /// - Throws: nothing that finite series can cause.
  /// - Complexity: O(n log n) a series of n points.
  public func inTurnCell(
    _ noise: SyntheticSeries.Noise, history: Int = 20, stepPercent: Double,
    machinePercent: Double = 0
  ) throws -> LatestRunCell {
    let factor = 1 + machinePercent / 100
    let (_, seed) = cell(noise, history + 1 + reruns, stepPercent: stepPercent)
    func times(_ build: UInt64, step: Double, _ series: Int) -> [Double] {
      SyntheticSeries(
        noise: noise, points: PairedTest.rounds * PairedTest.round,
        step: step / 100, stepIndex: 0
      ).values(seed: seed ^ (build << 62), series: series).map { factor * $0 }
    }
    return try latestRunCell(
      noise, history: history, stepPercent: stepPercent,
      machinePercent: machinePercent
    ) { series, runs, before in
      let base = times(1, step: 0, series)
      let changed = times(2, step: stepPercent, series)
      var count = PairedTest.round
      while count < base.count,
        try PairedTest().judge(
          base: Array(base.prefix(count)), changed: Array(changed.prefix(count))
        ).isUndecided
      {
        count += PairedTest.round
      }
      let inTurn = Series.InTurn(
        baseRun: "0", base: Array(base.prefix(count)),
        changed: Array(changed.prefix(count)))
      return try WallTest().report(
        Self.series(before + [runs[0].value], inTurn)
      ).status != .unchanged
    }
  }

  /// Values of runs `0`, `1` and so on, the newest with pairs.
  private static func series(
    _ values: [Double], _ inTurn: Series.InTurn
  ) -> Series {
    let points = values.enumerated().map { index, value in
      let isNewest = index == values.count - 1
      return Series.Point(
        run: "\(index)", date: "", commit: "",
        attempts: ([value] + (isNewest ? inTurn.changed : [])).map {
          InterleavedRun(value: $0, spread: 0, repetitions: 1)
        }, duration: nil, inTurn: isNewest ? inTurn : nil)
    }
    return Series(
      name: "made up", family: .wall, worse: .up, unit: "", points: points)
  }
}
