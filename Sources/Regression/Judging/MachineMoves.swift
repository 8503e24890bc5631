/// What the machine has done to a series is divided out, as far as earlier
/// builds that were measured in turn have shown it.
///
/// An earlier build does not change. Where the quotient of a run to it is
/// known, the run's value is that quotient times the level of the earlier
/// build's own nights; what was measured besides is the machine's doing, and
/// lasts until a later run is measured in turn. So a machine that moves is no
/// noise in which changes of the program would hide.
extension WallTest {
  /// The series as if the machine had stayed what it was at first, and what the
  /// machine is to that now: 1.1 if it takes 10 % longer.
  ///
  /// - Throws: ``DetectionError`` if a value cannot be measured.
  /// - Complexity: O(n log n).
  func steadied(
    _ series: Series
  ) throws -> (series: Series, machine: Double) {
    var steady = series
    var machine = 1.0
    for (index, point) in series.points.enumerated() {
      steady.points[index] = point.divided(by: machine)
      guard let inTurn = point.inTurn,
        let base = series.points[..<index].firstIndex(where: {
          $0.run == inTurn.baseRun
        })
      else { continue }
      let result = try paired.judge(base: inTurn.base, changed: inTurn.changed)
      let level = Self.level(steady.points[base..<index].map(\.value))
      let value = level * (1 + result.effect)
      let now = Robust.quantile(inTurn.changed, Self.free) / value
      guard result.blocked != .length, value.isMeasurable, now > 1e-3,
        now < 1e3
      else { continue }
      steady.points[index].value = value
      steady.points[index].inTurn?.baseLevel = level
      steady.points[index].inTurn?.machineChange = now / machine - 1
      machine = now
    }
    return (steady, machine)
  }

  /// The level of a build, from the nights of it and those that followed: the
  /// median of the first eight, without those that another build has changed.
  private static func level(_ nights: [Double]) -> Double {
    let first = Robust.median(Array(nights.prefix(3)))
    return Robust.median(
      nights.prefix(8).filter { abs($0 / first - 1) < Self.unlike })
  }

  /// From where on a night is not one of the level.
  private static let unlike = 0.04

  /// Which of the measurements in turn stands for what a run measures. They are
  /// the fastest of twelve repetitions each; of a run it is the mean of the five
  /// fastest of 96 that counts, which a third of such twelves beat.
  private static let free = 0.33
}

extension Series.Point {
  /// The point with all that was measured divided by `machine`, unless a
  /// quotient could not be measured.
  fileprivate func divided(by machine: Double) -> Series.Point {
    var point = self
    point.attempts = attempts.map {
      InterleavedRun(
        value: $0.value / machine, spread: $0.spread,
        repetitions: $0.repetitions)
    }
    point.value = value / machine
    guard
      ([point.value] + point.attempts.map(\.value)).allSatisfy(\.isMeasurable)
    else { return self }
    return point
  }
}
