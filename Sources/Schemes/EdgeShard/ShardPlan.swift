/// What a plan makes small.
public enum ShardGoal: String, CaseIterable, Sendable {
  /// The seconds of one request: all stages and hand-offs.
  case latency
  /// The seconds between two requests that are under way together: the
  /// slowest stage or hand-off.
  case throughput
}

/// Which device runs which blocks (EdgeShard, arXiv:2405.14371).
public struct ShardPlan: Equatable, Sendable {
  /// The stages in the order in which they run, each on a device of its own.
  public let stages: [Stage]
  /// What it costs by the profile and the goal that it was made for.
  public let seconds: Double
}

extension ShardProfile {
  /// The best plan: no other choice of devices, their order and the cuts
  /// between them costs less and fits into the memories. Of plans with equal
  /// throughput it is one of the least latency; of those that are equal still,
  /// one with the fewest hand-offs.
  ///
  /// - Throws: ``ShardError/noRoom``, ``ShardError/kinds(_:)``.
  /// - Complexity: O(U K² L²) for L blocks, K kinds of devices that could
  ///   change places, and U numbers of devices of each kind: 2^D if all
  ///   differ, D + 1 if all are alike.
  public func plan(for goal: ShardGoal) throws -> ShardPlan {
    var search = try ShardSearch(self)
    let slowest = goal == .throughput ? try search.slowest() : .infinity
    let plan = try search.plan(limit: slowest)
    return goal == .latency
      ? plan : ShardPlan(stages: plan.stages, seconds: slowest)
  }
}
