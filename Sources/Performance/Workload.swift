/// Fixed work of shardbench itself whose speed is watched.
///
/// What a repetition does never depends on how fast it goes, so that its
/// instructions can be counted as well. Nothing is read but what lies in the
/// repository: weights and inputs are seeded random numbers.
package struct Workload {
  /// What names it, as `kernel/softmax`.
  package let name: String
  /// Calls of the body in one repetition on the clock.
  package let calls: Int
  /// Calls that are enough for counting; 0 if it is not counted.
  package let countedCalls: Int
  /// Repetitions in one process, at most ``Rounds/count``.
  package let repetitions: Int
  /// What its time is taken with.
  package let clock: WorkClock
  /// Makes what the work needs and returns its body.
  package let prepare: () throws -> () throws -> Void

  /// Work from its parts.
  package init(
    _ name: String, calls: Int, countedCalls: Int = 0,
    repetitions: Int = Rounds.count,
    clock: WorkClock = .thread,
    prepare: @escaping () throws -> () throws -> Void
  ) {
    self.name = name
    self.calls = calls
    self.countedCalls = countedCalls
    self.repetitions = repetitions
    self.clock = clock
    self.prepare = prepare
  }
}
