/// What an earlier build says that was measured in turn with a run, in series
/// that are ``steadied(_:)``.
extension WallTest {
  /// The test of a run, in turn with an earlier build, against a level of the
  /// series; `nil` if no earlier build tells.
  ///
  /// A level that is less than the least effect from that of the earlier build
  /// counts as the same: else the noise of both would count as a change.
  /// - Parameter deviation: of a night about the level.
  /// - Throws: ``DetectionError`` if a value cannot be measured.
  func proof(
    _ point: Series.Point, against level: Double, deviation: Double
  ) throws -> PairedTest.Result? {
    guard let inTurn = point.inTurn, let own = inTurn.baseLevel else {
      return nil
    }
    guard abs(level / own - 1) >= paired.effect else {
      return try paired.judge(base: inTurn.base, changed: inTurn.changed)
    }
    // What a build of that level would have measured in place of the base.
    let base = inTurn.base.map { $0 * level / own }
    guard base.allSatisfy({ $0.isMeasurable && $0 > 0 }) else { return nil }
    return try paired.judge(
      base: base, changed: inTurn.changed,
      uncertainty: Self.levelError * deviation / level)
  }

  /// The standard error of a level of eight nights, in deviations of a night,
  /// if these wander as AR(1) with 0.5: the root of 3/8.
  private static let levelError = 0.61

  /// What the newest runs since a change say of it that were measured in turn;
  /// `nil` if none was, or if they do not tell.
  ///
  /// - Throws: as ``proof(_:against:deviation:)``.
  func verdict(
    on change: ChangePoint, of series: Series, deviation: Double
  ) throws -> Finding.Verdict? {
    for point in series.points[change.index...].reversed() {
      guard
        let proof = try proof(
          point, against: change.before, deviation: deviation),
        !proof.isSuspicious
      else { continue }
      return proof.confirms(change.effect)
        ? Finding.verdict(of: change.effect, worse: series.worse)
        : passed(point)
    }
    return nil
  }

  /// What became of a suspicious run, `result`, that was measured in turn.
  func verdict(
    on result: LatestRunTest.Result, _ proof: PairedTest.Result,
    _ point: Series.Point, worse: HistoryRow.Worse
  ) -> Finding.Verdict {
    guard result.verdict == .needsConfirmation else { return .none }
    if proof.confirms(result.effect) {
      return Finding.verdict(of: result.effect, worse: worse)
    }
    let isAlike = (proof.effect > 0) == (result.effect > 0)
    return proof.isSuspicious && isAlike ? .needsConfirmation : passed(point)
  }

  /// What is no change of the program at `point`.
  private func passed(_ point: Series.Point) -> Finding.Verdict {
    abs(point.inTurn?.machineChange ?? 0) >= paired.effect
      ? .machineMoved : .wentAway
  }

  /// What the newest run's test in turn with an earlier build comes to, against
  /// the level of the series.
  func finding(
    _ proof: PairedTest.Result, in series: Series, level: Double
  ) -> Finding {
    let points = series.points
    let index = points.count - 1
    let base = points[index].inTurn?.baseRun
    return Finding(
      test: .paired,
      verdict: proof.blocked == nil
        ? Finding.verdict(of: proof.effect, worse: series.worse) : .none,
      before: level, after: points[index].value,
      changePercent: 100 * proof.effect, leastPercent: 100 * paired.effect,
      p: proof.p, limit: paired.significance, blocked: proof.blocked,
      commits: .init(
        before: points.first { $0.run == base }?.commit,
        after: points[index].commit),
      run: points[index].run, index: index)
  }
}

extension PairedTest.Result {
  /// Whether the builds differ, the way that a change of `effect` goes.
  func confirms(_ effect: Double) -> Bool {
    blocked == nil && (self.effect > 0) == (effect > 0)
  }
}
